package definition

import (
	"slices"
	"strconv"
	"strings"

	"muster/importer"
	"muster/importer/value/text"
)

// A definitionCheck looks at what the shape of a definition does not show: words that other sections or the
// engine must know, and settings that exclude each other.
type definitionCheck struct {
	*document
	definition *Definition
}

func (c *definitionCheck) run() {
	c.source()
	c.mapping()
	c.match()
	c.required()
	c.organization()
	c.severity()
	c.limits()
	c.missing()
	c.onboarding()
	c.schedule()
	c.tell()
}

// source asks the package that reads files.
func (c *definitionCheck) source() {
	for _, fault := range c.definition.Source.Validate() {
		c.wrong("source."+fault.Key, "", "source.%s: %s", fault.Key, fault.Message)
	}
}

// mapping asks the package that maps. What it says about a section from which something was taken out is not passed
// on: that error has been reported, and this one may follow from it.
func (c *definitionCheck) mapping() {
	if c.definition.Mapping == nil {
		return
	}
	for _, problem := range c.definition.Mapping.Check() {
		at := "mapping." + problem.Path
		if c.sound(c.at.nearest(at)) {
			c.wrongKey(at, problem.Near, "%s: %s", at, problem.Message)
		}
	}
}

// match refuses a field that is named twice; which fields there are is a matter of its words.
func (c *definitionCheck) match() {
	match := c.definition.Rules.Match
	for i, name := range match {
		if slices.Contains(match[:i], name) {
			c.wrong(itemPath("rules.match", i), "", "rules.match names %s twice; keep the first", name)
		}
	}
}

// required checks that every name is a field.
func (c *definitionCheck) required() {
	for i, name := range c.definition.Rules.Required {
		if !isField(name) {
			c.wrong(itemPath("rules.required", i), text.Nearest(name, fieldNames()), "rules.required names %q, which is no field", name)
		}
	}
}

// isField reports whether a mapping may have something of that name.
func isField(name string) bool {
	_, attribute := importer.AttributeNamed(name)
	return attribute || slices.Contains(fieldNames(), name)
}

// fieldNames lists the names of all fields except the attributes.
func fieldNames() []string {
	var list []string
	for f := range importer.FileFields() {
		list = append(list, f.String())
	}
	for kind := range importer.NumGrantKinds {
		list = append(list, kind.String())
	}
	for s := range importer.NumSecrets {
		list = append(list, s.String())
	}
	return list
}

// organization wants a name; whether the catalog has it, the run finds out.
func (c *definitionCheck) organization() {
	if o := c.definition.Rules.Organization; o != nil && o.Name == "" && c.sound("rules.organization.name") {
		c.wrongKey("rules.organization", "", "rules.organization has no name; say which organization people become members of")
	}
}

// severity checks that each code may be softened, and how.
func (c *definitionCheck) severity() {
	for code, word := range c.definition.Rules.Severity {
		at := "rules.severity." + code
		if !slices.Contains(importer.SoftCodes, code) {
			c.wrongKey(at, nearestSoft(code),
				"the severity of %q cannot be set; it can for %s", code, either(importer.SoftCodes))
		}
		if word != string(importer.Warning) && word != string(importer.Error) {
			c.wrong(at, text.Nearest(word, []string{"warning", "error"}), "%s must be warning or error", at)
		}
	}
}

// nearestSoft returns the code that was meant; "" for one that is spelled right and cannot be softened, such as email.invalid.
func nearestSoft(code string) string {
	near := text.Nearest(code, importer.SoftCodes)
	field, kind, _ := strings.Cut(code, ".")
	if isField(field) && strings.HasSuffix(near, "."+kind) {
		return ""
	}
	return near
}

// limits checks that each bound is a percentage or a count.
func (c *definitionCheck) limits() {
	l := c.definition.Rules.Limits
	for name, bound := range map[string]string{
		"create": l.Create, "update": l.Update, "rename": l.Rename, "deactivate": l.Deactivate, "grant": l.Grant, "failed": l.Failed,
	} {
		at := "rules.limits." + name
		if c.at.has(at) && !isLimit(bound) {
			c.wrong(at, "", "%s must be a percentage such as 5%% or a count such as 40", at)
		}
	}
}

// isLimit reports whether a bound is a percentage from 0 to 100 or a count.
func isLimit(bound string) bool {
	number, percent := strings.CutSuffix(bound, "%")
	if percent {
		p, err := strconv.ParseFloat(number, 64)
		return err == nil && p >= 0 && p <= 100 && !strings.ContainsAny(number, "eExX+-_")
	}
	n, err := strconv.Atoi(number)
	return err == nil && n >= 0 && !strings.HasPrefix(number, "+")
}

// missing checks that nobody is taken for absent because a file holds only what changed.
func (c *definitionCheck) missing() {
	if c.definition.Rules.Missing != "deactivate" || !c.sound("source.content") {
		return
	}
	if c.definition.Source.Content != "full" {
		c.wrong("rules.missing", "", "rules.missing: deactivate needs source.content: full; otherwise everybody who did not change would be deactivated")
	}
	if c.definition.Name == "" {
		c.wrong("rules.missing", "", "rules.missing: deactivate needs a name of the definition, by which the people whom it brings are known")
	}
	if c.definition.Mapping != nil && c.definition.Mapping.Record == "contact" {
		c.wrong("rules.missing", "", "rules.missing: deactivate needs mapping.record: user; contacts have nothing to deactivate")
	}
}

// onboarding refuses what would make users who can never sign in: their password or link would be
// made and nobody gets it. With notify: hold it can be taken out by hand.
func (c *definitionCheck) onboarding() {
	rules := c.definition.Rules
	mailed := rules.Onboarding == "invite" || rules.Onboarding == "temporary_password"
	if mailed && !rules.Notifies() {
		c.wrong("rules.onboarding", "", "rules.onboarding: %s needs rules.notify: send or hold; without mail nobody could sign in", rules.Onboarding)
	}
	if c.definition.Mapping != nil && c.definition.Mapping.Record == "contact" && rules.Onboarding != "" && rules.Onboarding != "none" {
		c.wrong("rules.onboarding", "", "rules.onboarding: %s needs mapping.record: user; contacts do not sign in", rules.Onboarding)
	}
}
