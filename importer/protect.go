package importer

import "muster/importer/value/text"

// Lacks reports whether the grant is one that the actor does not hold. Groups are for everybody to give.
func (a *Actor) Lacks(g Grant) bool {
	return g.Kind != Groups && !a.May(g.Kind, text.Fold(g.Name))
}

// MayTouch returns an [ErrActor] that names the first of the grants that the actor lacks: nobody gets at the sign-in or
// the data of somebody who may do more than they. doing says what was to be done: "erase this person".
func (a *Actor) MayTouch(grants []Grant, doing string) error {
	for _, g := range grants {
		if a.Lacks(g) {
			return actorError(a.Name + " may not " + doing + ", because that touches somebody with the " + g.Kind.Singular() + " " + g.Name +
				", which " + a.Name + " does not hold; have somebody do it who does")
		}
	}
	return nil
}
