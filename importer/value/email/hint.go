package email

import "strings"

// hint guesses what was meant by a refused text. What it returns is an address, or "".
func hint(s, reason string) string {
	for _, guess := range guesses(s, reason) {
		if a, reason := parse(strings.TrimSpace(guess)); reason == "" {
			return a.String()
		}
	}
	return ""
}

// guesses returns what may have been meant, the likeliest first.
func guesses(s, reason string) []string {
	switch reason {
	case reasonNoAt:
		return withAt(s)
	case reasonNamed:
		from, to := strings.LastIndexByte(s, '<'), strings.LastIndexByte(s, '>')
		return []string{s[from+1 : max(to, from+1)]}
	case reasonSeveral:
		return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(listMarks+"/|<>", r) })
	case reasonSpace:
		return withoutSpaces(s)
	case reasonNoDomain:
		return []string{strings.Trim(s, "@ ") + "@example.com"}
	case reasonManyAts:
		return []string{squeeze(s, "@")}
	case reasonDomainComma:
		return []string{strings.ReplaceAll(s, ",", ".")}
	case reasonComment:
		return []string{withoutComment(s)}
	case reasonNoTLD, reasonNotIDNA, reasonLiteral:
		return nil
	default:
		return tidied(s)
	}
}

// withAt puts an @ sign where one was spelled out, or left out before a well-known domain.
func withAt(s string) []string {
	var tries []string
	for _, spelled := range []string{"(at)", "[at]", "{at}", " at ", "﹫", "＠"} {
		if strings.Contains(s, spelled) {
			tries = append(tries, strings.ReplaceAll(strings.Replace(s, spelled, "@", 1), " ", ""))
		}
	}
	for _, domain := range commonDomains {
		at := len(s) - len(domain)
		if at > 0 && strings.EqualFold(s[at:], domain) {
			tries = append(tries, s[:at]+"@"+domain, strings.TrimRight(s[:at], ".-_")+"@"+domain)
		}
	}
	return tries
}

// withoutSpaces ends the address at a space behind its domain, and closes any other.
func withoutSpaces(s string) []string {
	words := strings.Fields(s)
	return []string{words[0], strings.Join(words, "")}
}

// tidied removes what gets to the edges of an address by accident, and doubled dots.
func tidied(s string) []string {
	s = strings.TrimPrefix(strings.Trim(s, "<>()[]{}'\"`.,;: "), "mailto:")
	s = squeeze(s, ".")
	return []string{s, strings.ReplaceAll(strings.ReplaceAll(s, ".@", "@"), "@.", "@")}
}

// squeeze leaves one of each run of mark.
func squeeze(s, mark string) string {
	for strings.Contains(s, mark+mark) {
		s = strings.ReplaceAll(s, mark+mark, mark)
	}
	return s
}

func withoutComment(s string) string {
	from, to := strings.IndexByte(s, '('), strings.LastIndexByte(s, ')')
	if from < 0 || to < from {
		return ""
	}
	return s[:from] + s[to+1:]
}
