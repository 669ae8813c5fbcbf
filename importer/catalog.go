package importer

// A Catalog is what rows may refer to. Names compare trimmed, NFC and case-folded (see
// text.Fold) and are shown as the catalog writes them.
type Catalog struct {
	Tenant            Tenant                   `yaml:"tenant,omitempty" json:"tenant,omitzero"`
	Organizations     []Organization           `yaml:"organizations,omitempty" json:"organizations,omitempty"`
	OrganizationRoles []Named                  `yaml:"organization_roles,omitempty" json:"organization_roles,omitempty"`
	Groups            []Named                  `yaml:"groups,omitempty" json:"groups,omitempty"`
	Roles             []Named                  `yaml:"roles,omitempty" json:"roles,omitempty"`
	Profiles          []Named                  `yaml:"profiles,omitempty" json:"profiles,omitempty"`
	Scopes            []Named                  `yaml:"scopes,omitempty" json:"scopes,omitempty"`
	Rights            []Named                  `yaml:"rights,omitempty" json:"rights,omitempty"`
	Accounts          []Named                  `yaml:"accounts,omitempty" json:"accounts,omitempty"`
	Licenses          []LicenseType            `yaml:"licenses,omitempty" json:"licenses,omitempty"`
	Attributes        map[string]AttributeType `yaml:"attributes,omitempty" json:"attributes,omitempty"`
	PasswordPolicy    *PasswordPolicy          `yaml:"password_policy,omitempty" json:"password_policy,omitempty"`
	MFA               string                   `yaml:"mfa,omitempty" json:"mfa,omitempty" jsonschema:"enum=optional,enum=required"`     // optional, required
	Mails             string                   `yaml:"mails,omitempty" json:"mails,omitempty" jsonschema:"enum=separate,enum=together"` // separate, together
	ClientPortal      bool                     `yaml:"client_portal,omitempty" json:"client_portal,omitempty"`
	Defaults          CatalogDefaults          `yaml:"defaults,omitempty" json:"defaults,omitzero"`
	Username          UsernameRules            `yaml:"username,omitempty" json:"username,omitzero"`
	// Local tells whether the operating system's user may act with all rights. Defaults to true.
	Local  *bool          `yaml:"local,omitempty" json:"local,omitempty"`
	Actors []CatalogActor `yaml:"actors,omitempty" json:"actors,omitempty"`
}

// A Tenant is whom the directory belongs to, as mails name it.
type Tenant struct {
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
	URL  string `yaml:"url,omitempty" json:"url,omitempty"`
}

// A Named is an entry of a catalog list: written as a name, or as {name: …}.
type Named struct {
	Name string `yaml:"name" json:"name"`
}

// An Organization that people can belong to.
type Organization struct {
	Name string `yaml:"name" json:"name"`
	// SignIn is password (the default) or sso: its people get no password.
	SignIn string `yaml:"sign_in,omitempty" json:"sign_in,omitempty" jsonschema:"enum=password,enum=sso"`
}

// A LicenseType is a license that users can have.
type LicenseType struct {
	Name string `yaml:"name" json:"name"`
	// Seats is how many users may have it; 0 is no limit.
	Seats int `yaml:"seats,omitempty" json:"seats,omitempty" jsonschema:"minimum=0"`
}

// An AttributeType declares a custom attribute.
type AttributeType struct {
	Type    string   `yaml:"type" json:"type" jsonschema:"enum=string,enum=number,enum=boolean,enum=date,enum=one_of"` // string, number, boolean, date, one_of
	Pattern string   `yaml:"pattern,omitempty" json:"pattern,omitempty"`                                               // regular expression (RE2) for the whole value
	Values  []string `yaml:"values,omitempty" json:"values,omitempty"`                                                 // for one_of
}

// PasswordPolicy says what a password must satisfy. Lengths count characters.
type PasswordPolicy struct {
	Min         int  `yaml:"min" json:"min" jsonschema:"minimum=1"`
	Max         int  `yaml:"max" json:"max" jsonschema:"minimum=1"`
	Letter      bool `yaml:"letter" json:"letter"`
	Digit       bool `yaml:"digit" json:"digit"`
	Special     bool `yaml:"special" json:"special"`
	NotUsername bool `yaml:"not_username" json:"not_username"`
}

// DefaultPasswordPolicy is in force where the catalog has none.
func DefaultPasswordPolicy() PasswordPolicy {
	return PasswordPolicy{Min: 8, Max: 16, Letter: true, Digit: true, Special: true, NotUsername: true}
}

// CatalogDefaults is what each new user gets.
type CatalogDefaults struct {
	Groups   []string `yaml:"groups,omitempty" json:"groups,omitempty"`
	Profiles []string `yaml:"profiles,omitempty" json:"profiles,omitempty"`
	License  string   `yaml:"license,omitempty" json:"license,omitempty"`
}

// UsernameRules says how usernames are made and what they may be.
type UsernameRules struct {
	Format   string   `yaml:"format,omitempty" json:"format,omitempty"`
	Min      int      `yaml:"min,omitempty" json:"min,omitempty" jsonschema:"minimum=1"` // characters; defaults to 2
	Max      int      `yaml:"max,omitempty" json:"max,omitempty" jsonschema:"minimum=1"` // characters; defaults to 64
	Reserved []string `yaml:"reserved,omitempty" json:"reserved,omitempty"`
}

// A CatalogActor is somebody who may run imports, and what they hold.
type CatalogActor struct {
	Name          string   `yaml:"name" json:"name"`
	Organizations []string `yaml:"organizations,omitempty" json:"organizations,omitempty"`
	Groups        []string `yaml:"groups,omitempty" json:"groups,omitempty"`
	Roles         []string `yaml:"roles,omitempty" json:"roles,omitempty"`
	Profiles      []string `yaml:"profiles,omitempty" json:"profiles,omitempty"`
	Scopes        []string `yaml:"scopes,omitempty" json:"scopes,omitempty"`
	Rights        []string `yaml:"rights,omitempty" json:"rights,omitempty"`
	Accounts      []string `yaml:"accounts,omitempty" json:"accounts,omitempty"`
}

// Names returns the catalog's names of one kind of grant, as written.
func (c *Catalog) Names(kind GrantKind) []string {
	if kind == Organizations {
		return namesOf(c.Organizations, func(o Organization) string { return o.Name })
	}
	list := map[GrantKind][]Named{
		Groups: c.Groups, Roles: c.Roles, Profiles: c.Profiles, Scopes: c.Scopes, Rights: c.Rights, Accounts: c.Accounts,
	}[kind]
	return namesOf(list, func(n Named) string { return n.Name })
}

// SaysWhoActs reports whether the catalog restricts who may run imports.
func (c *Catalog) SaysWhoActs() bool { return len(c.Actors) > 0 || !c.LocalActs() }

// LocalActs reports whether the operating system's user may act with all rights.
func (c *Catalog) LocalActs() bool { return c.Local == nil || *c.Local }

func namesOf[T any](list []T, name func(T) string) []string {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = name(e)
	}
	return names
}
