package importer

import (
	"regexp"
	"slices"
	"strings"

	"muster/importer/value/yesno"
)

// An attribute knows how to check the values of one custom attribute.
type attribute struct {
	AttributeType
	pattern *regexp.Regexp // of the whole value; nil for none
	values  *nameSet       // for one_of
}

// newAttribute prepares the checks. A pattern that does not compile was refused with the catalog, and allows everything here.
func newAttribute(t AttributeType) *attribute {
	a := &attribute{AttributeType: t, values: newNameSet(t.Values)}
	if t.Pattern != "" {
		if pattern, err := regexp.Compile("^(?:" + t.Pattern + ")$"); err == nil {
			a.pattern = pattern
		}
	}
	return a
}

// attributes checks the custom attributes, in the order of their names so that the report is the same every time.
func (c *checker) attributes(e *Entry) {
	if len(e.Attributes) == 0 {
		return
	}
	var space [16]string
	names := space[:0]
	for name := range e.Attributes {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		c.attribute(e, name)
	}
}

// attribute checks one value, and gives the attribute the name that the catalog has for it: a definition may
// spell it differently, and the directory must not keep both.
func (c *checker) attribute(e *Entry, name string) {
	canonical, ok := c.index.AttributeName(name)
	if !ok {
		c.refuseAttribute(e, name, "the catalog has no attribute of this name; add it to the catalog, or leave the column out", c.index.attributeNames.nearest(name))
		return
	}
	value, message, hint := c.index.attributes[canonical].normal(e.Attributes[name])
	if message != "" {
		c.refuseAttribute(e, name, message, hint)
		return
	}
	if canonical != name {
		delete(e.Attributes, name)
		e.Attributes[canonical] = value
	} else if value != e.Attributes[name] {
		e.Attributes[name] = value
	}
}

// refuseAttribute takes the value out and reports why. All attributes share one code, so that rules.severity
// can name it.
func (c *checker) refuseAttribute(e *Entry, name, message, hint string) {
	e.Report(c.severity("attribute.invalid"), AttributeField(name), "attribute.invalid", message, hint)
	delete(e.Attributes, name)
}

// normal returns the value in its normal form, or what is wrong with it. "" clears and is always right.
func (a *attribute) normal(value string) (normal, message, hint string) {
	if value == "" {
		return "", "", ""
	}
	switch a.Type {
	case "number":
		normal, message = normalNumber(value)
	case "boolean":
		normal, message = normalTruth(value)
	case "date":
		normal, message = value, ""
		if !isDay(value) {
			message = "this is no date; write it as " + exampleDay
		}
	case "one_of":
		return a.oneOf(value)
	default:
		normal = value
		if unfit := unfitText(value, maxAttribute); unfit != "" {
			message = "the value" + unfit
		}
	}
	if message == "" && a.pattern != nil && !a.pattern.MatchString(normal) {
		message = "the value does not have the form that the catalog asks for (" + a.Pattern + "); correct it"
	}
	return normal, message, ""
}

// oneOf returns the catalog's spelling of a word of the list.
func (a *attribute) oneOf(value string) (normal, message, hint string) {
	normal, ok := a.values.find(value)
	if !ok {
		return "", "the value must be " + oneOf(a.Values) + "; correct the cell, or leave it blank", a.values.nearest(value)
	}
	return normal, "", ""
}

// normalNumber takes decimal numbers with a point. A comma is refused: it divides thousands in one
// country and decimals in the next.
func normalNumber(value string) (normal, message string) {
	digits := strings.TrimPrefix(strings.TrimPrefix(value, "+"), "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if len(value) > 40 || !allDigits(whole) || point && !allDigits(fraction) {
		return "", "this is no number; write it with digits and, where needed, a point, such as 12.5"
	}
	return strings.TrimPrefix(value, "+"), ""
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// normalTruth takes yes and no in any language that the mapper knows: whether a column is an attribute of this
// type is not always known to it.
func normalTruth(value string) (normal, message string) {
	if value == "true" || value == "false" {
		return value, ""
	}
	truth, ok := yesno.Parse(value)
	if !ok {
		return "", "the value must be yes or no; correct the cell, or leave it blank"
	}
	return truthText(truth), ""
}
