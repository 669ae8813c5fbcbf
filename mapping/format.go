package mapping

import (
	"fmt"
	"strconv"
	"strings"
)

// A formatPart is a piece of a format: text, or the name of a field or column
// and how many of its letters.
type formatPart struct {
	text   string
	name   string // "" for text
	length int    // letters from the front; 0 is all
}

// parseFormat reads "{given_name:1}.{family_name}". Doubled braces stand for
// themselves.
func parseFormat(format string) ([]formatPart, error) {
	var parts []formatPart
	var plain strings.Builder
	for rest := format; rest != ""; {
		switch {
		case strings.HasPrefix(rest, "{{"), strings.HasPrefix(rest, "}}"):
			plain.WriteByte(rest[0])
			rest = rest[2:]
		case rest[0] == '{':
			end := strings.IndexByte(rest, '}')
			if end < 0 {
				return nil, fmt.Errorf("the format %q has a { without }", format)
			}
			part, err := parsePlace(rest[1:end])
			if err != nil {
				return nil, fmt.Errorf("the format %q: %w", format, err)
			}
			if plain.Len() > 0 {
				parts = append(parts, formatPart{text: plain.String()})
				plain.Reset()
			}
			parts = append(parts, part)
			rest = rest[end+1:]
		case rest[0] == '}':
			return nil, fmt.Errorf("the format %q has a } without {", format)
		default:
			plain.WriteByte(rest[0])
			rest = rest[1:]
		}
	}
	if plain.Len() > 0 {
		parts = append(parts, formatPart{text: plain.String()})
	}
	return parts, nil
}

// parsePlace reads what stands between braces: a name, and after a colon how
// many letters.
func parsePlace(s string) (formatPart, error) {
	name, count := s, ""
	if colon := strings.LastIndexByte(s, ':'); colon >= 0 {
		name, count = s[:colon], s[colon+1:]
	}
	part := formatPart{name: strings.TrimSpace(name)}
	if part.name == "" {
		return part, fmt.Errorf("there is no name between { and }")
	}
	if count != "" {
		n, err := strconv.Atoi(strings.TrimSpace(count))
		if err != nil || n < 1 || n > 99 {
			return part, fmt.Errorf("after the colon of {%s} must stand how many letters, 1 to 99", s)
		}
		part.length = n
	}
	return part, nil
}

// cut returns the first n letters of s, all of them for 0.
func cut(s string, n int) string {
	if n == 0 {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
