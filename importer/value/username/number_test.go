package username_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"muster/importer/value/username"
)

func TestNumbered(t *testing.T) {
	tests := []struct {
		base   string
		n, max int
		want   string
	}{
		{"asingh", 1, 64, "asingh"},
		{"asingh", 2, 64, "asingh2"},
		{"asingh", 10, 64, "asingh10"},
		{"asingh", 0, 64, "asingh"},
		{"asingh", 2, 0, "asingh2"},
		{"asingh", 1, 4, "asin"},
		{"asingh", 2, 6, "asing2"},
		{"asingh", 10, 6, "asin10"},
		{"asingh", 2, 2, "a2"},
		{"asingh", 10, 2, ""},
		{"asingh", 2, 1, ""},
		{"10023", 2, 64, "10023-2"},
		{"10023", 2, 6, "1002-2"},
		{"10023", 2, 2, ""},
		{"ann-2", 2, 5, "ann2"},
		{"a1", 2, 2, "a2"},
		{"иванова", 2, 5, "иван2"},
		{"", 1, 64, ""},
		{"", 2, 64, ""},
	}
	for _, tt := range tests {
		if got := username.Numbered(tt.base, tt.n, tt.max); got != tt.want {
			t.Errorf("Numbered(%q, %d, %d) = %q, want %q", tt.base, tt.n, tt.max, got, tt.want)
		}
	}
}

func TestOccupies(t *testing.T) {
	tests := []struct {
		username, base string
		max, n         int
	}{
		{"asingh", "asingh", 64, 1},
		{"asingh7", "asingh", 64, 7},
		{"asin12", "asingh", 6, 12},
		{"10023-4", "10023", 64, 4},
		{"asingh1", "asingh", 64, 0},
		{"asingh02", "asingh", 64, 0},
		{"asingh-2", "asingh", 64, 0},
		{"asinghs", "asingh", 64, 0},
		{"asin12", "asingh", 64, 0},
		{"asin", "asingh", 64, 0},
		{"100234", "10023", 64, 0},
		{"asingh99999999999999999999", "asingh", 64, 0},
		{"", "", 64, 0},
		{"2", "", 64, 0},
	}
	for _, tt := range tests {
		n, ok := username.Occupies(tt.username, tt.base, tt.max)
		if n != tt.n || ok != (tt.n > 0) {
			t.Errorf("Occupies(%q, %q, %d) = %d, %v, want %d", tt.username, tt.base, tt.max, n, ok, tt.n)
		}
	}
}

// base draws a base as a format makes it, and of few different characters, so that bases look numbered.
func base(t *rapid.T) string {
	return rapid.StringMatching(`[ab2][ab12-]{0,11}`).Draw(t, "base")
}

// Numbers are usernames of at most max characters, different ones, that begin with the stem, and that Occupies knows again.
func TestNumberedAndOccupiesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := base(t)
		max := rapid.IntRange(0, 14).Draw(t, "max")
		numbers := rapid.SliceOfDistinct(
			rapid.OneOf(rapid.IntRange(1, 30), rapid.IntRange(1, 99_999)), rapid.ID[int]).Draw(t, "numbers")
		seen := make(map[string]int)
		for _, n := range numbers {
			name := username.Numbered(base, n, max)
			if name == "" {
				if max > 7 || max == 0 {
					t.Fatalf("number %d has no room", n)
				}
				continue
			}
			if other, twice := seen[name]; twice {
				t.Fatalf("%q is number %d and %d", name, other, n)
			}
			seen[name] = n
			if max > 0 && utf8.RuneCountInString(name) > max {
				t.Fatalf("number %d is %q, above %d characters", n, name, max)
			}
			if !strings.HasPrefix(name, username.Stem(base, max)) {
				t.Fatalf("number %d is %q and does not begin with %q", n, name, username.Stem(base, max))
			}
			if got, ok := username.Occupies(name, base, max); !ok || got != n {
				t.Fatalf("%q is number %d, and Occupies says %d, %v", name, n, got, ok)
			}
		}
	})
}

// What Occupies recognizes is what Numbered gives, whatever the username.
func FuzzOccupies(f *testing.F) {
	f.Add("asingh2", "asingh", 64)
	f.Add("asin12", "asingh", 6)
	f.Add("ann2", "ann-2", 5)
	f.Add("иван2", "иванова", 5)
	f.Fuzz(func(t *testing.T, name, base string, max int) {
		max = min(max, 200)
		n, ok := username.Occupies(name, base, max)
		if ok && username.Numbered(base, n, max) != name {
			t.Fatalf("%q is said to be number %d of %q, which is %q", name, n, base, username.Numbered(base, n, max))
		}
		if ok && n <= 99_999 && !strings.HasPrefix(name, username.Stem(base, max)) {
			t.Fatalf("%q does not begin with the stem %q", name, username.Stem(base, max))
		}
	})
}
