package importer

// Rules is the rules section of a definition: how entries meet the directory. The zero value has
// the safe defaults.
type Rules struct {
	// Match lists the fields by which a person is recognized, in this order; the first hit is the
	// person. Defaults to external_id, email, username, as far as the file has them.
	Match []string `yaml:"match,omitempty" json:"match,omitempty" jsonschema:"enum=external_id,enum=email,enum=username"`
	// ExternalSystem is the system within which external ids are unique. Defaults to one system for all.
	ExternalSystem string `yaml:"external_system,omitempty" json:"external_system,omitempty"`
	// Existing says what becomes of people who are there already: update (the default), skip, fail.
	Existing string `yaml:"existing,omitempty" json:"existing,omitempty" jsonschema:"enum=update,enum=skip,enum=fail"`
	// Repeats says what several rows about one person are: refuse (the default), merge (their lists join; where they say
	// different things, all of them are refused). Rows are about one person where they share an external id, an email or a
	// username.
	Repeats string `yaml:"repeats,omitempty" json:"repeats,omitempty" jsonschema:"enum=refuse,enum=merge"`
	// Contact says whether a row may make a contact: create (the default), required.
	Contact string `yaml:"contact,omitempty" json:"contact,omitempty" jsonschema:"enum=create,enum=required"`
	// Required lists the fields that no row may leave blank.
	Required []string `yaml:"required,omitempty" json:"required,omitempty"`
	// Onboarding says how new users come to sign in. Defaults to none.
	Onboarding string `yaml:"onboarding,omitempty" json:"onboarding,omitempty" jsonschema:"enum=invite,enum=temporary_password,enum=direct,enum=sso,enum=none"`
	// Organization is the one that each row's person becomes a member of.
	Organization *RuleOrganization `yaml:"organization,omitempty" json:"organization,omitempty"`
	// ActorHolds is what the actor must hold; else the import is refused before the first row.
	ActorHolds *Holdings `yaml:"actor_holds,omitempty" json:"actor_holds,omitempty"`
	// Missing says what becomes of people this definition brought and that are absent
	// now: keep (the default), deactivate.
	Missing string `yaml:"missing,omitempty" json:"missing,omitempty" jsonschema:"enum=keep,enum=deactivate"`
	// Limits hold an import back that would do more than this, each a percentage ("5%") or a count ("40").
	Limits Limits `yaml:"limits,omitempty" json:"limits,omitzero"`
	// Severity turns errors into warnings (the cell is then left out), by problem code.
	Severity map[string]string `yaml:"severity,omitempty" json:"severity,omitempty"`
	// FourEyes asks that somebody else releases a held import.
	FourEyes bool `yaml:"four_eyes,omitempty" json:"four_eyes,omitempty"`
	// KeepEdits protects what somebody changed by hand in the directory since this definition last set it, but for the
	// manager. Of memberships and grants, those that others gave are safe anyway.
	KeepEdits bool `yaml:"keep_edits,omitempty" json:"keep_edits,omitempty"`
	// Notify says what happens to mails: send, hold, none (the default).
	Notify string `yaml:"notify,omitempty" json:"notify,omitempty" jsonschema:"enum=send,enum=hold,enum=none"`
	// CreateGroups makes groups that the catalog does not know, instead of refusing them.
	CreateGroups bool `yaml:"create_groups,omitempty" json:"create_groups,omitempty"`
	// ContactsOnly tells that rows make contacts and no users (mapping.record: contact): what a row
	// says about a user is not looked at. It is set from the mapping, not written under rules.
	ContactsOnly bool `yaml:"-" json:"-"`
}

// Notifies reports whether the import mails anybody.
func (r *Rules) Notifies() bool { return r.Notify == NotifySend || r.Notify == NotifyHold }

// RuleOrganization names an organization and the role in it.
type RuleOrganization struct {
	Name string `yaml:"name" json:"name"`
	Role string `yaml:"role,omitempty" json:"role,omitempty"`
}

// Holdings is what somebody holds, or must hold.
type Holdings struct {
	Organizations []string `yaml:"organizations,omitempty" json:"organizations,omitempty"`
	Roles         []string `yaml:"roles,omitempty" json:"roles,omitempty"`
	Profiles      []string `yaml:"profiles,omitempty" json:"profiles,omitempty"`
	Scopes        []string `yaml:"scopes,omitempty" json:"scopes,omitempty"`
	Rights        []string `yaml:"rights,omitempty" json:"rights,omitempty"`
	Accounts      []string `yaml:"accounts,omitempty" json:"accounts,omitempty"`
}

// Limits has a bound for each verb, "" for none, except Deactivate, which defaults to 5%.
type Limits struct {
	Create     string `yaml:"create,omitempty" json:"create,omitempty"`
	Update     string `yaml:"update,omitempty" json:"update,omitempty"`
	Rename     string `yaml:"rename,omitempty" json:"rename,omitempty"`
	Deactivate string `yaml:"deactivate,omitempty" json:"deactivate,omitempty"`
	Grant      string `yaml:"grant,omitempty" json:"grant,omitempty"`
	Failed     string `yaml:"failed,omitempty" json:"failed,omitempty"`
}

// The words of Rules.Existing.
const (
	ExistingUpdate = "update"
	ExistingSkip   = "skip"
	ExistingFail   = "fail"
)

// The other words of Rules that the run acts on.
const (
	ContactRequired = "required"
	RepeatsMerge    = "merge"
)

// SoftCodes are the problem codes that Rules.Severity may turn into warnings.
var SoftCodes = []string{
	"mobile.invalid", "phone.invalid", "country.unknown", "language.unknown", "attribute.invalid",
	"group.unknown", "role.unknown", "profile.unknown", "scope.unknown", "right.unknown", "account.unknown",
	"license.unknown", "manager.unknown",
}
