package date

import (
	"strconv"
	"strings"
	"unicode"
)

// parts are the three numbers of a date as typed.
type parts struct {
	number [3]int
	digits [3]int // how many each was typed with
	fixed  Order  // the order where the text leaves no choice, else Undecided
	dots   bool   // separated by dots
}

// in returns the date that the parts are in an order.
func (p parts) in(order Order) (iso string, ok bool) {
	places := [...][3]int{YMD: {0, 1, 2}, DMY: {2, 1, 0}, MDY: {2, 0, 1}} // of year, month and day
	if order == Undecided || int(order) >= len(places) {
		return "", false
	}
	at := places[order]
	year := p.number[at[0]]
	switch p.digits[at[0]] {
	case 4:
	case 2:
		year += 1900
		if year < 1969 { // as Go and POSIX do
			year += 100
		}
	default:
		return "", false
	}
	return format(year, p.number[at[1]], p.number[at[2]])
}

// split takes a date apart; ok is false where it is none in any order.
func split(s string) (p parts, ok bool) {
	s = withoutTime(s)
	if len(s) == 8 && strings.Trim(s, "0123456789") == "" {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	tokens, dots := tokenize(s)
	if len(tokens) != 3 {
		return parts{}, false
	}
	p.dots = dots
	word := -1
	for i, token := range tokens {
		n, err := strconv.Atoi(token)
		if err != nil {
			if n = monthNamed(token); n == 0 || word >= 0 {
				return parts{}, false
			}
			word = i
		}
		p.number[i], p.digits[i] = n, len(token)
	}
	p.fix(word)
	return p, true
}

// fix sets the order where the text alone decides it: word is the place of a month in words, or -1.
func (p *parts) fix(word int) {
	switch {
	case p.digits[0] == 4 && word != 0:
		p.fixed = YMD
	case word == 0:
		p.fixed = MDY
	case word == 1:
		p.fixed = DMY
	}
}

// fillers are the words that stand between the parts of a date.
const fillers = " de del of den the di d "

// tokenize splits a date into numbers and words.
func tokenize(s string) (tokens []string, dots bool) {
	if len(s) > 64 { // no date is that long
		return nil, false
	}
	for token := range strings.FieldsFuncSeq(s, isSeparator) {
		token = strings.ToLower(token)
		if isFiller(token) {
			continue
		}
		if n := strings.TrimRight(token, "strdnhaeºª"); len(n) > 0 && len(n) < 3 && strings.Trim(n, "0123456789") == "" {
			token = n // 1st, 2nd, 1º
		}
		tokens = append(tokens, token)
	}
	return tokens, strings.Count(s, ".") == 2
}

func isFiller(token string) bool {
	return strings.Contains(fillers, " "+token+" ") || token == "г" || token == "года"
}

func isSeparator(r rune) bool {
	switch r {
	case '-', '.', '/', ',', '\\', '\'', '–', '−', '‐', '’', '年', '月', '日', '년', '월', '일':
		return true
	default:
		return unicode.IsSpace(r)
	}
}
