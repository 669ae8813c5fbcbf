package importer

// A need is one entry of rules.required.
type need struct {
	name      string    // as the definition writes it
	field     Field     // NumFields where it is none
	secret    Secret    // NumSecrets where it is none
	kind      GrantKind // NumGrantKinds where it is none
	attribute string    // "" where it is none
}

// label is how what is needed is called in a sentence.
func (n *need) label() string {
	if n.kind < NumGrantKinds {
		return n.kind.Singular()
	}
	return label(n.name)
}

// needsOf reads rules.required. What is no field was refused with the definition and is passed over.
func needsOf(required []string) []need {
	needs := make([]need, 0, len(required))
	for _, name := range required {
		n := need{name: name}
		n.field, _ = FieldNamed(name)
		n.secret, _ = SecretNamed(name)
		n.kind, _ = GrantKindNamed(name)
		if attribute, ok := AttributeNamed(name); ok {
			n.attribute = attribute
		}
		if n.field < NumFields || n.secret < NumSecrets || n.kind < NumGrantKinds || n.attribute != "" {
			needs = append(needs, n)
		}
	}
	return needs
}

// required reports each field that must not be blank and is, and a row that nobody could be recognized by.
func (c *checker) required(e *Entry) {
	named := false // somebody could be recognized, or that was reported
	for i := range c.needs {
		n := &c.needs[i]
		if c.says(e, n) || e.refuses(n.name) {
			continue
		}
		named = named || n.field == Email || n.field == Username
		e.Fail(n.name, n.name+".missing", "the "+n.label()+" is blank; fill it in", "")
	}
	if !named && !c.recognizable(e) && !e.refuses(Email.String()) {
		e.Fail(Email.String(), "email.missing", c.unrecognizable(), "")
	}
}

// says reports whether the row says something about what is needed.
func (c *checker) says(e *Entry, n *need) bool {
	switch {
	case n.field == GivenName || n.field == FamilyName:
		return e.Values[n.field] != "" || isWhole(e)
	case n.field == FullName || n.field == DisplayName:
		return e.Values[FullName] != "" || e.Values[DisplayName] != "" || e.Values[GivenName] != "" && e.Values[FamilyName] != ""
	case n.field < NumFields:
		return e.Values[n.field] != ""
	case n.secret < NumSecrets:
		return e.Secrets != nil && e.Secrets[n.secret] != ""
	case n.attribute != "":
		return e.Attributes[n.attribute] != ""
	default:
		list := e.List(n.kind)
		return list != nil && len(list.Items) > 0 || n.kind == Organizations && c.rules.Organization != nil
	}
}

// isWhole reports whether the row has a name that could not be split: it stands for both parts.
func isWhole(e *Entry) bool {
	if e.Values[FullName] != "" {
		return true
	}
	for i := range e.Problems {
		if e.Problems[i].Code == "name.unsplit" {
			return e.Values[DisplayName] != ""
		}
	}
	return false
}

// recognizable reports whether the row says who it is about. Where the definition asks for certain fields, or for a
// contact that is there already, an external id is enough; where it asks for nothing, a user needs an email or a username, be it one that
// the catalog's format makes of the name.
func (c *checker) recognizable(e *Entry) bool {
	switch {
	case e.Values[Email] != "" || e.Values[Username] != "":
		return true
	case c.rules.ContactsOnly || c.rules.Contact == ContactRequired || len(c.needs) > 0:
		return e.Values[ExternalID] != ""
	default:
		return c.index.Catalog().Username.Format != "" &&
			(e.Values[GivenName] != "" || e.Values[FamilyName] != "" || e.Values[DisplayName] != "")
	}
}

// unrecognizable is the sentence about a row that could be about anybody.
func (c *checker) unrecognizable() string {
	if c.rules.ContactsOnly {
		return "the row has neither an email nor an external id; fill in one of them"
	}
	return "the row has neither an email nor a username; fill in one of them"
}
