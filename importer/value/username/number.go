package username

import (
	"strconv"
	"strings"
)

// Numbered returns the nth username that is made of a base: the base itself for 1, then base2, base3 and so on, which is how
// people of the same name are told apart. A base that ends in a digit takes a hyphen before the number: the second
// 10023 is 10023-2. It has at most max characters (0 is no limit): the base is cut to make room for the number.
//
// No two numbers give the same username. It is empty where no character of the base would be left, which
// happens only to a max of a few characters.
func Numbered(base string, n, max int) string {
	base = cut(base, max)
	if n < 2 {
		return base
	}
	number := strconv.Itoa(n)
	if max <= 0 {
		max = len(base) + len("-") + len(number)
	}
	for room := max - len(number); room > 0; room-- {
		stem := numberable(base, room)
		if stem == "" {
			break
		}
		// A base that looks numbered, cut, can give itself again: "ann-2" with 5 characters. The next shorter one does not.
		if name := stem + number; name != base {
			return name
		}
	}
	return ""
}

// numberable returns the base in at most room characters, so that a number can follow: it does not end in a digit. It is empty
// where there is no room for that.
func numberable(base string, room int) string {
	stem := cut(base, room)
	if stem == "" || !endsInDigit(stem) {
		return stem
	}
	if stem = cut(base, room-1); stem == "" || room < 2 {
		return ""
	}
	return stem + "-"
}

// Occupies reports which number n a username has among those of a base, as [Numbered] with the same max gives them; ok is false where
// it is none of them. Both are in the form of [Key].
func Occupies(username, base string, max int) (n int, ok bool) {
	if username == "" {
		return 0, false
	}
	if username == Numbered(base, 1, max) {
		return 1, true
	}
	digits := username[len(strings.TrimRight(username, "0123456789")):]
	n, err := strconv.Atoi(digits)
	if err != nil || n < 2 || Numbered(base, n, max) != username {
		return 0, false
	}
	return n, true
}

// maxNumber is the highest number for which [Stem] holds.
const maxNumber = 99_999

// Stem returns what every username of the base begins with, up to number 99,999: a directory that is asked for the usernames
// that begin with it returns all that [Occupies] can know, and some others. It is shorter than the base only where that has
// little room left below max, and can be empty where max is 7 or less.
func Stem(base string, max int) string {
	base = cut(base, max)
	if max <= 0 {
		return base
	}
	// The number, a hyphen before it, and one character that Numbered can cut more.
	room := max - len(strconv.Itoa(maxNumber)) - 2
	if room <= 0 {
		return ""
	}
	return cut(base, room)
}

// endsInDigit reports whether the last character is a digit.
func endsInDigit(s string) bool {
	return s != "" && '0' <= s[len(s)-1] && s[len(s)-1] <= '9'
}

// cut returns the first n characters of s, all of them for 0 and less.
func cut(s string, n int) string {
	if n <= 0 {
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
