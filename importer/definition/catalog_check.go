package definition

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"muster/importer"
	"muster/importer/value/text"
)

// maxName bounds the names of a catalog, in characters.
const maxName = 200

// A catalogCheck looks at what the shape of a catalog does not show: names that are given twice,
// references to names that are not there, and values that exclude each other. References are
// put into the spelling of what they refer to.
type catalogCheck struct {
	*document
	catalog *importer.Catalog
	index   *importer.Index
}

func (c *catalogCheck) run() {
	c.names()
	c.index = importer.NewIndex(c.catalog)
	c.attributes()
	c.defaults()
	c.actors()
	c.usernames()
	c.policy()
	if u := c.catalog.Tenant.URL; u != "" && !isWebAddress(u) {
		c.wrong("tenant.url", "", "tenant.url must be a web address, such as https://id.example.com")
	}
}

// isWebAddress reports whether s can be opened in a browser.
func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// names checks each list of names.
func (c *catalogCheck) names() {
	for kind := range importer.NumGrantKinds {
		c.unique(kind.String(), c.catalog.Names(kind))
	}
	c.unique("organization_roles", namesOf(c.catalog.OrganizationRoles, func(n importer.Named) string { return n.Name }))
	c.unique("licenses", namesOf(c.catalog.Licenses, func(l importer.LicenseType) string { return l.Name }))
	c.unique("actors", namesOf(c.catalog.Actors, func(a importer.CatalogActor) string { return a.Name }))
}

func namesOf[T any](list []T, name func(T) string) []string {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = name(e)
	}
	return names
}

// unique refuses blank and over-long names, and those that differ only in case.
func (c *catalogCheck) unique(path string, list []string) {
	seen := make(map[string]string, len(list))
	for i, name := range list {
		at := itemPath(path, i)
		folded := text.Fold(name)
		first, twice := seen[folded]
		switch {
		case name == "":
			c.wrong(at, "", "an entry of %s has no name; give it one or leave it out", path)
		case utf8.RuneCountInString(name) > maxName:
			c.wrong(at, "", "an entry of %s has a name longer than %d characters; shorten it", path, maxName)
		case twice:
			c.wrong(at, "", "%q stands in %s a second time, after %q; upper and lower case make no difference", name, path, first)
		default:
			seen[folded] = name
		}
	}
}

// attributes checks the declarations of custom attributes.
func (c *catalogCheck) attributes() {
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(c.catalog.Attributes)) {
		at := "attributes." + name
		folded := text.Fold(name)
		switch clean, _ := text.Clean(name); {
		case name == "" || clean != name || utf8.RuneCountInString(name) > maxName:
			c.wrongKey(at, "", "the name of an attribute must be a short word without blanks around it")
		case seen[folded]:
			c.wrongKey(at, "", "the attribute %q is declared a second time; upper and lower case make no difference", name)
		}
		seen[folded] = true
		c.attribute(at, c.catalog.Attributes[name])
	}
}

// attribute checks the declaration of one attribute: its type, and that what comes with it belongs to the type.
func (c *catalogCheck) attribute(at string, a importer.AttributeType) {
	if !c.sound(at + ".type") {
		return
	}
	switch {
	case a.Type == "":
		c.wrongKey(at, "", "%s has no type; give it one: string, number, boolean, date or one_of", at)
	case a.Type == "one_of" && len(a.Values) == 0 && c.sound(at+".values"):
		c.wrongKey(at, "", "%s is one_of, but has no values; list them under values", at)
	case a.Type != "one_of" && len(a.Values) > 0:
		c.wrong(at+".values", "", "%s.values needs type: one_of", at)
	case a.Pattern != "" && a.Type != "string" && a.Type != "number":
		c.wrong(at+".pattern", "", "%s.pattern needs type: string or number", at)
	}
	if _, err := regexp.Compile("^(?:" + a.Pattern + ")$"); err != nil {
		c.wrong(at+".pattern", "", "%s.pattern is no regular expression (RE2) that can be read; check its brackets and signs", at)
	}
	c.unique(at+".values", a.Values)
}

// defaults checks that what each new user gets is in the catalog.
func (c *catalogCheck) defaults() {
	d := &c.catalog.Defaults
	c.known("defaults.groups", importer.Groups, d.Groups)
	c.known("defaults.profiles", importer.Profiles, d.Profiles)
	if d.License == "" || !c.sound("licenses") {
		return
	}
	license, ok := c.index.License(d.License)
	if !ok {
		licenses := namesOf(c.catalog.Licenses, func(l importer.LicenseType) string { return l.Name })
		c.wrong("defaults.license", text.Nearest(d.License, licenses), "the license %q is not among the licenses of this catalog", d.License)
		return
	}
	d.License = license.Name
}

// known checks that the names are in the catalog, and spells them as it does.
func (c *catalogCheck) known(path string, kind importer.GrantKind, list []string) {
	if !c.sound(kind.String()) {
		return
	}
	for i, name := range list {
		canonical, ok := c.index.Find(kind, name)
		if !ok {
			c.wrong(itemPath(path, i), c.index.Nearest(kind, name), "the %s %q is not among the %s of this catalog", kind.Singular(), name, kind)
			continue
		}
		list[i] = canonical
	}
}

// actors checks that what actors hold is in the catalog.
func (c *catalogCheck) actors() {
	for i := range c.catalog.Actors {
		a, at := &c.catalog.Actors[i], itemPath("actors", i)
		if strings.HasPrefix(a.Name, "local:") {
			c.wrong(at, "", "an actor's name cannot begin with local:, which stands for the operating system's users")
		}
		for kind, list := range map[importer.GrantKind][]string{
			importer.Organizations: a.Organizations, importer.Groups: a.Groups, importer.Roles: a.Roles,
			importer.Profiles: a.Profiles, importer.Scopes: a.Scopes, importer.Rights: a.Rights, importer.Accounts: a.Accounts,
		} {
			c.known(at+"."+kind.String(), kind, list)
		}
	}
}

// usernames checks the bounds; whether a format makes sense, the mapping finds out.
func (c *catalogCheck) usernames() {
	u := c.catalog.Username
	if u.Min > 0 && u.Max > 0 && u.Min > u.Max {
		c.wrong("username.min", "", "username.min is larger than username.max; swap them")
	}
}

// policy checks that some password can satisfy it.
func (c *catalogCheck) policy() {
	if p := c.catalog.PasswordPolicy; p != nil && p.Min > p.Max {
		c.wrong("password_policy", "", "password_policy asks for at least %d and at most %d characters, which no password can have", p.Min, p.Max)
	}
}

// tidy trims the catalog's names and brings them to NFC.
func tidy(c *importer.Catalog) {
	for _, list := range [][]importer.Named{c.OrganizationRoles, c.Groups, c.Roles, c.Profiles, c.Scopes, c.Rights, c.Accounts} {
		for i := range list {
			list[i].Name = cleaned(list[i].Name)
		}
	}
	for i := range c.Organizations {
		c.Organizations[i].Name = cleaned(c.Organizations[i].Name)
	}
	for i := range c.Licenses {
		c.Licenses[i].Name = cleaned(c.Licenses[i].Name)
	}
	for i := range c.Actors {
		c.Actors[i].Name = cleaned(c.Actors[i].Name)
	}
}

func cleaned(name string) string {
	clean, _ := text.Clean(name)
	return clean
}
