package username_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"muster/importer/value/username"
)

func TestCheck(t *testing.T) {
	tests := []struct {
		in   string
		good bool
	}{
		{"anna", true},
		{"Anna.Berg-2_x", true},
		{"anna@example.com", true},
		{"o'neill", true},
		{"анна", true},
		{"山田太郎", true},
		{"", false},
		{"a", false},
		{strings.Repeat("a", 65), false},
		{strings.Repeat("ж", 64), true},
		{"anna berg", false},
		{"anna\u200bberg", false},
		{"anna\u00a0berg", false},
		{"ａｎｎａ", true}, // full width: mapped to the usual letters
		{"ﬁnn", false}, // a ligature
		{"anna/berg", false},
		{"anna\"", false},
		{"anna\n", false},
		{"an🙂na", false},
	}
	for _, tt := range tests {
		err := username.Check(tt.in, 2, 64)
		if (err == nil) != tt.good || err != nil && !errors.Is(err, username.ErrInvalid) {
			t.Errorf("Check(%q) = %v, want good: %v", tt.in, err, tt.good)
		}
	}
	if err := username.Check(strings.Repeat("a", 1000), 1, 0); err != nil {
		t.Errorf("without a maximum: %v", err)
	}
}

func TestASCII(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Anna", "anna"},
		{"Jürgen Müller", "juergenmueller"},
		{"Ju\u0308rgen", "juergen"},
		{"Søren Åberg", "soerenaaberg"},
		{"Łukasz Żółć", "lukaszzolc"},
		{"İpek Işık", "ipekisik"},
		{"O'Neill", "oneill"},
		{"Зоя", "zoia"},
		{"张伟", "zhangwei"},
		{"anna.berg_1-x", "anna.berg_1-x"},
		{"!?", ""},
		{"", ""},
	}
	for _, tt := range tests {
		if got := username.ASCII(tt.in); got != tt.want {
			t.Errorf("ASCII(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestKey(t *testing.T) {
	if username.Key(" Anna ") != username.Key("ANNA") || username.Key("anna") == username.Key("anne") {
		t.Error("usernames compare wrong")
	}
}

// What ASCII makes is a username that passes the check and that it leaves alone.
func TestASCIIMakesUsernames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		made := username.ASCII(name)
		if username.ASCII(made) != made {
			t.Fatalf("ASCII(%q) = %q, and again %q", name, made, username.ASCII(made))
		}
		if err := username.Check(made, 0, 0); made != "" && err != nil {
			t.Fatalf("ASCII(%q) = %q: %v", name, made, err)
		}
	})
}
