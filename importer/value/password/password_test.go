package password_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"muster/importer/value/password"
)

var strict = password.Policy{Min: 8, Max: 16, Letter: true, Digit: true, Special: true, NotUsername: true}

func TestCheck(t *testing.T) {
	tests := []struct {
		name, password, username string
		want                     []string
	}{
		{"good", "correct-h0rse", "anna", nil},
		{"just long enough", "a1!bcdef", "anna", nil},
		{"one too short", "a1!bcde", "anna", []string{password.TooShort}},
		{"sixteen Cyrillic characters", "пароль123456789!", "anna", nil},
		{"one too long", "a1!45678901234567", "anna", []string{password.TooLong}},
		{"the username", "Anna-1234", "anna-1234", []string{password.SameAsUsername}},
		{"nobody's username", "", "", []string{password.TooShort, password.NoLetter, password.NoDigit, password.NoSpecial}},
		{"no letter", "1234567!", "anna", []string{password.NoLetter}},
		{"no digit", "abcdefg!", "anna", []string{password.NoDigit}},
		{"no special", "abcdefg1", "anna", []string{password.NoSpecial}},
		{"a blank is not special", "abcd 1234", "anna", []string{password.NoSpecial}},
		{"an emoji is", "a1🙂bcdef", "anna", nil},
		{"a letter and its accent are one", "e\u0301a1!bcd", "anna", []string{password.TooShort}},
		{"all at once", "ab", "AB", []string{password.TooShort, password.SameAsUsername, password.NoDigit, password.NoSpecial}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, password.Check(tt.password, tt.username, strict)); diff != "" {
				t.Errorf("Check (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckAsksOnlyWhatThePolicySays(t *testing.T) {
	if got := password.Check("a", "a", password.Policy{}); got != nil {
		t.Errorf("an empty policy refuses: %v", got)
	}
}

// A password made longer by a letter, a digit and a special character fails nothing but the upper bound.
func TestCheckIsMonotonic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.String().Draw(t, "password") + "a1!" + strings.Repeat("x", 8)
		got := password.Check(p, "anna", strict)
		if slices.ContainsFunc(got, func(kind string) bool { return kind != password.TooLong }) {
			t.Fatalf("Check(%q) = %v", p, got)
		}
	})
}
