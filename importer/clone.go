package importer

import (
	"slices"
	"strings"
)

// clonedKinds are what a new user gets from a template user.
var clonedKinds = [...]GrantKind{Scopes, Rights, Accounts}

// cloneGave is who gives what is cloned: no definition, so that none takes it away again because its list does not name
// it.
const cloneGave = "clone"

// The sentences about templates that cannot be cloned.
const (
	cloneOfNobody = "no user in the directory or the file has this external id, email or username; correct it, or import the template user first"
	cloneOfRefuse = "the row of this template user was refused; mend that row and import both again"
	cloneInCircle = "over one or more steps this user would be cloned from themselves; give one of them another template user"
	cloneOfSelf   = "nobody can clone themselves; name another template user"
)

// clone gives a new user what the row's template user holds, as far as the actor holds it too. It comes before what the
// row itself gives and takes. A template that is not in the directory may be a row of the file: with
// a survey that is left open until the whole file is known.
func (d *decider) clone(dec *Decision, p *Person, e *Entry, s *snapshot) {
	ref := e.Values[CloneFrom]
	if ref == "" || !e.Given.Has(CloneFrom) || !p.HasUser() {
		return
	}
	if d.first != nil && d.first.Result == Created {
		dec.Cloned = d.first.Cloned // decided again: the template as it was before the import
		p.Grants = slices.Clone(dec.Cloned)
		return
	}
	template, own := d.template(e, s, ref)
	switch {
	case own || template != nil && d.isActor(template) || template == nil && d.namesActor(ref):
		e.Fail(CloneFrom.String(), "clone.self", cloneOfSelf, "")
	case template != nil:
		d.inherit(dec, p, e, template.Grants)
	case d.clones != nil:
		dec.open = true
	default:
		e.Fail(CloneFrom.String(), "clone.unknown", cloneOfNobody, "")
	}
}

// template returns the user of the directory whom the reference means, nil for nobody. own tells that it is the row
// itself.
func (d *decider) template(e *Entry, s *snapshot, ref string) (template *Person, own bool) {
	for _, f := range KeyFields {
		key := referenceKey(f, ref)
		if key == "" {
			continue
		}
		if p := s.find(f, key, d.rules.ExternalSystem); p != nil && p.HasUser() {
			return p, false
		}
		if key == e.key(f) {
			return nil, true
		}
	}
	return nil, false
}

// actorName returns the name by which the actor signs in.
func (d *decider) actorName() string { return strings.TrimPrefix(d.imp.Actor.Name, localPrefix) }

// isActor reports whether the user is the one who runs the import.
func (d *decider) isActor(p *Person) bool {
	name := d.actorName()
	return name != "" && (Key(Username, name) == Key(Username, p.Values[Username]) || Key(Email, name) == Key(Email, p.Values[Email]))
}

// namesActor reports whether the reference is the name of who runs the import.
func (d *decider) namesActor(ref string) bool {
	name := d.actorName()
	return name != "" && Key(Username, name) == Key(Username, ref)
}

// inherit passes on what the template holds and the actor may give; what not, is said.
func (d *decider) inherit(dec *Decision, p *Person, e *Entry, template []Grant) {
	var withheld []string
	for _, g := range template {
		switch {
		case !slices.Contains(clonedKinds[:], g.Kind):
		case d.holds(g):
			dec.Cloned = append(dec.Cloned, Grant{Kind: g.Kind, Name: g.Name, By: cloneGave})
		default:
			withheld = append(withheld, "the "+g.Kind.Singular()+" "+g.Name)
		}
	}
	p.Grants = slices.Clone(dec.Cloned)
	if len(withheld) > 0 {
		e.Warn(CloneFrom.String(), "right.not_held", "you do not hold "+strings.Join(withheld, ", ")+
			", which the template user has, so it was not passed on", "")
	}
}

// A cloneVerdict says what a row gets that clones another row of the file.
type cloneVerdict struct {
	template      []Grant
	code, message string // "" where all is well
}

// settleClone completes a surveyed decision with what the template user has who was found in the file.
func (d *decider) settleClone(dec *Decision, e *Entry, v *cloneVerdict) {
	if v == nil || dec.Result != Created {
		return
	}
	own := e.Problems
	defer func() { e.Problems = own }()
	e.Problems = dec.Problems[:len(dec.Problems):len(dec.Problems)]
	if v.code != "" {
		e.Fail(CloneFrom.String(), v.code, v.message, "")
		d.refuse(dec, e)
		dec.Problems = e.Problems
		return
	}
	p := dec.After.Clone()
	dec.Cloned = nil
	d.inherit(dec, p, e, v.template)
	dec.Problems = e.Problems
	d.applyLists(p, dec.Before, e) // its problems are known
	d.giveDefaults(p)
	dec.After = p
	dec.Forget()
}
