package mapping

import (
	"strings"
	"testing"
)

func TestCompileExpression(t *testing.T) {
	tests := []struct {
		source    string
		condition bool
		want      string // part of the error; "" is none
	}{
		{"upper(given_name) + ascii(family_name)", false, ""},
		{"attributes.grade ?? value", false, ""},
		{"cell('A') == ''", true, ""},
		{"given_name +\n family_nmae", false, "line 2, column 2"},
		{"given_name", true, "bool"},
		{"len(given_name)", false, "string"},
		{"now()", false, "now"},
		{"repeat(value, 9)", false, "repeat"},
		{"string(map(1..9, #))", false, "map"},
		{"all(1..9, # > 1)", true, "all"},
		{"cell(1)", false, "cell"},
		{"$env", false, "string"},
		{strings.Repeat("value+", 300) + "value", false, "node"},
		{strings.Repeat(" ", maxExpression) + "value", false, "longer"},
		{"", false, "wrong"},
	}
	for _, tt := range tests {
		_, err := compileExpression(tt.source, tt.condition)
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%.40q: %v", tt.source, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%.40q: %v, want an error with %q", tt.source, err, tt.want)
		}
	}
}

// What an expression may use up is bounded.
func TestExpressionBudget(t *testing.T) {
	rows := table("A", "x")
	e := mapped(t, `fields: {department: {column: A, expr: 'join(split(replace(value, "x", "`+strings.Repeat("y ", 1000)+`"), ""), string(len(1..200000)))'}}`, Options{}, rows)
	if got := said(e); got != "error department.invalid department A" {
		t.Errorf("got %s", got)
	}
}

func TestParseFormat(t *testing.T) {
	tests := []struct {
		in   string
		want string // pieces in brackets; "" is an error
	}{
		{"{given_name:1}{family_name}", "[given_name 1][family_name 0]"},
		{"{ a b : 2 }.x", "[a b 2]'.x'"},
		{"{{x}}", "'{x}'"},
		{"plain", "'plain'"},
		{"{a:b:3}", "[a:b 3]"},
		{"{", ""},
		{"}", ""},
		{"{}", ""},
		{"{:1}", ""},
		{"{a:0}", ""},
		{"{a:100}", ""},
	}
	for _, tt := range tests {
		parts, err := parseFormat(tt.in)
		got := ""
		for _, p := range parts {
			if p.name == "" {
				got += "'" + p.text + "'"
			} else {
				got += "[" + p.name + " " + string(rune('0'+p.length)) + "]"
			}
		}
		if (err != nil) != (tt.want == "") || err == nil && got != tt.want {
			t.Errorf("parseFormat(%q) = %s, %v; want %s", tt.in, got, err, tt.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		in   string
		n    int
		want string
	}{{"Äon", 1, "Ä"}, {"ab", 3, "ab"}, {"ab", 0, "ab"}, {"", 1, ""}} {
		if got := cut(tt.in, tt.n); got != tt.want {
			t.Errorf("cut(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.want)
		}
	}
}
