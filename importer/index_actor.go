package importer

import (
	"errors"
	"fmt"
	"strings"

	"muster/importer/value/text"
)

// ErrActor says that the actor is not known or may not do this: usage, not a failure of the run.
var ErrActor = errors.New("the actor may not run this import")

// localPrefix stands before the operating system's user where no actor of the catalog acts.
const localPrefix = "local:"

// An actorError is a sentence for whoever started the import; it is an [ErrActor].
type actorError string

func (e actorError) Error() string        { return string(e) }
func (e actorError) Is(target error) bool { return target == ErrActor }

// NewActor returns who runs the import: the catalog's actor of that name or, for "" and
// "local:OSUSER", the operating system's user with all rights, where the catalog lets it act. The error
// is an [ErrActor].
func NewActor(c *Catalog, name, osUser, host string) (Actor, error) {
	actor := Actor{Name: localPrefix + osUser, OSUser: osUser, Host: host, All: true}
	if name == "" || name == actor.Name {
		if c != nil && !c.LocalActs() {
			return Actor{}, actorError("the catalog does not let the operating system's user act (local: false); name one of its actors with --actor")
		}
		return actor, nil
	}
	known, names := findActor(c, name)
	if known == nil {
		return Actor{}, unknownActor(name, names)
	}
	actor.Name, actor.All = known.Name, false
	for kind := range NumGrantKinds {
		actor.Holds[kind] = foldedSet(known.holdings(kind))
	}
	return actor, nil
}

// findActor returns the catalog's actor of that name, or nil, and the names of all actors.
func findActor(c *Catalog, name string) (*CatalogActor, []string) {
	if c == nil {
		return nil, nil
	}
	for i := range c.Actors {
		if foldable(c.Actors[i].Name, name) {
			return &c.Actors[i], nil
		}
	}
	return nil, namesOf(c.Actors, func(a CatalogActor) string { return a.Name })
}

func unknownActor(name string, names []string) error {
	if near := text.Nearest(name, names); near != "" {
		return actorError(fmt.Sprintf("there is no actor %q in the catalog; did you mean %s?", name, near))
	}
	return actorError(fmt.Sprintf("there is no actor %q in the catalog; add it under actors, or name another one", name))
}

// holdings returns what the actor holds of a kind, as the catalog writes it.
func (a *CatalogActor) holdings(kind GrantKind) []string {
	return [NumGrantKinds][]string{
		Organizations: a.Organizations, Groups: a.Groups, Roles: a.Roles, Profiles: a.Profiles, Scopes: a.Scopes,
		Rights: a.Rights, Accounts: a.Accounts,
	}[kind]
}

// wanted returns what must be held of a kind.
func (h *Holdings) wanted(kind GrantKind) []string {
	return [NumGrantKinds][]string{
		Organizations: h.Organizations, Roles: h.Roles, Profiles: h.Profiles, Scopes: h.Scopes, Rights: h.Rights,
		Accounts: h.Accounts,
	}[kind]
}

// foldedSet makes names comparable without regard to case.
func foldedSet(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set[text.Fold(n)] = true
	}
	return set
}

// Refuse says why the import must not begin: the actor lacks what rules.actor_holds asks for (all of it is
// named), or rules.organization names what the catalog does not know. It returns nil where it may begin. The
// error is an [ErrActor] in the first case.
func (x *Index) Refuse(actor *Actor, rules *Rules) error {
	if missing := x.missing(actor, rules.ActorHolds); len(missing) > 0 {
		return actorError(fmt.Sprintf("%s may not run this import, which asks for %s (rules.actor_holds); let somebody run it who holds this",
			actor.Name, strings.Join(missing, ", ")))
	}
	if mailsSecret(rules.Onboarding) && !rules.Notifies() {
		return fmt.Errorf("rules.onboarding: %s makes users who can only sign in with what a mail brings them, and rules.notify mails nobody; set rules.notify to send, or to hold and take the mails out with 'muster outbox export'", rules.Onboarding)
	}
	return x.refuseOrganization(rules.Organization)
}

// RefuseMembers says why an import of members must not begin: the actor administers no organization at all, so that every
// row would be refused. The error is an [ErrActor].
func RefuseMembers(actor *Actor, rules *Rules, layout *Layout) error {
	_, named := layout.Columns[Organizations.String()]
	if actor.All || len(actor.Holds[Organizations]) > 0 || !named && rules.Organization == nil {
		return nil
	}
	return actorError(actor.Name + " administers no organization, and this import makes people members of organizations; let one of their administrators run it")
}

// missing names what the actor lacks, each with its kind: "scope admin".
func (x *Index) missing(actor *Actor, holdings *Holdings) []string {
	if holdings == nil {
		return nil
	}
	var missing []string
	for kind := range NumGrantKinds {
		for _, name := range holdings.wanted(kind) {
			if actor.May(kind, text.Fold(name)) {
				continue
			}
			if canonical, ok := x.Find(kind, name); ok {
				name = canonical
			}
			missing = append(missing, kind.Singular()+" "+name)
		}
	}
	return missing
}

// refuseOrganization finds out before the first row what each row would be refused for.
func (x *Index) refuseOrganization(o *RuleOrganization) error {
	if o == nil {
		return nil
	}
	if _, ok := x.Find(Organizations, o.Name); !ok {
		return fmt.Errorf("rules.organization names %q, which is no organization of the catalog%s", o.Name,
			didYouMean(x.Nearest(Organizations, o.Name)))
	}
	if _, ok := x.OrganizationRole(o.Role); !ok && o.Role != "" {
		return fmt.Errorf("rules.organization gives the role %q, which is none of the catalog's organization_roles%s", o.Role,
			didYouMean(x.organizationRoles.nearest(o.Role)))
	}
	return nil
}

func didYouMean(near string) string {
	if near == "" {
		return ""
	}
	return "; did you mean " + near + "?"
}

// MayChangeCatalog returns an [ErrActor] where the actor does not hold everything and the changes are any: the
// catalog says who holds what.
func (a *Actor) MayChangeCatalog(changes []string) error {
	if a.All || len(changes) == 0 {
		return nil
	}
	return actorError(a.Name + " may not change the catalog, because it says who holds what; have somebody load it who holds everything")
}
