package mapping

import (
	"strings"
	"unicode"

	"muster/importer/value/text"
	"muster/importer/value/yesno"
)

// A change is what a definition does with a value: split, trim, case and
// values.
type change struct {
	split  string // the first item is taken; "" takes all
	trim   bool
	letter func(string) string // nil: as written
	values map[string]string   // by folded cell; nil: none
	yesNo  *[2]string          // what no and yes become, where all keys of values are such words
}

// newChange compiles the part of a field that changes its value.
func newChange(f Field) change {
	c := change{split: f.Split, trim: f.Trim}
	switch {
	case f.Lower:
		c.letter = strings.ToLower
	case f.Upper:
		c.letter = strings.ToUpper
	case f.Title:
		c.letter = titled
	}
	if len(f.Values) == 0 {
		return c
	}
	c.values = make(map[string]string, len(f.Values))
	for key, value := range f.Values {
		c.values[text.Fold(key)] = value
	}
	c.yesNo = yesNoWords(f.Values)
	return c
}

// yesNoWords returns what no and yes become in any language, nil where values
// do not tell: there are other keys than such words, or two words for the same
// that become different things.
func yesNoWords(values map[string]string) *[2]string {
	var words [2]string
	for key, value := range values {
		yes, ok := yesno.Parse(key)
		word := &words[0]
		if yes {
			word = &words[1]
		}
		if !ok || value == "" || *word != "" && *word != value {
			return nil
		}
		*word = value
	}
	if words[0] == "" || words[1] == "" {
		return nil
	}
	return &words
}

// of returns the changed value. Items of a list are changed one by one: for the
// whole cell of one, single is false.
func (c *change) of(value string, single bool) string {
	if !single {
		return value
	}
	if c.split != "" {
		value, _, _ = strings.Cut(value, c.split)
		value = strings.TrimSpace(value)
	}
	if c.trim && strings.Contains(value, "  ") {
		value = strings.Join(strings.Fields(value), " ")
	}
	if c.letter != nil {
		value = c.letter(value)
	}
	return c.replace(value)
}

// replace looks the value up among the definition's values.
func (c *change) replace(value string) string {
	if c.values == nil {
		return value
	}
	if other, ok := c.values[text.Fold(value)]; ok {
		return other
	}
	if yes, ok := yesno.Parse(value); ok && c.yesNo != nil {
		if yes {
			return c.yesNo[1]
		}
		return c.yesNo[0]
	}
	return value
}

// titled makes the first letter of each word capital and the others small:
// "ANNE-MARIE O'NEILL" is "Anne-Marie O'Neill".
func titled(s string) string {
	inside := false
	return strings.Map(func(r rune) rune {
		letter := unicode.IsLetter(r) || unicode.IsMark(r)
		first := letter && !inside
		inside = letter
		switch {
		case first:
			return unicode.ToTitle(r)
		case letter:
			return unicode.ToLower(r)
		default:
			return r
		}
	}, s)
}
