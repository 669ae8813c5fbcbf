package formula

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestDefuse(t *testing.T) {
	tests := []struct{ name, cell, want string }{
		{"text", "Anita", "Anita"},
		{"nothing", "", ""},
		{"an email", "anita@example.com", "anita@example.com"},
		{"a double name", "Jean-Luc", "Jean-Luc"},
		{"formula", "=1+1", "'=1+1"},
		{"plus", "+1+1", "'+1+1"},
		{"minus", "-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"},
		{"at", "@SUM(A1:A9)", "'@SUM(A1:A9)"},
		{"tab", "\tx", "'\tx"},
		{"carriage return", "\rx", "'\rx"},
		{"line feed", "\nx", "'\nx"},
		{"full-width equals", "＝1+1", "'＝1+1"},
		{"full-width plus", "＋1", "'＋1"},
		{"full-width minus", "－1", "'－1"},
		{"full-width at", "＠x", "'＠x"},
		{"after blanks", "  =1+1", "'  =1+1"},
		{"after what is not seen", "\u00a0\u200b\ufeff=1+1", "'\u00a0\u200b\ufeff=1+1"},
		{"already text", "'=1+1", "''=1+1"},
		{"an apostrophe of its own", "'t Hooft", "'t Hooft"},
		{"a lone sign", "-", "'-"},
		{"a phone number", "+4930123", "+4930123"},
		{"a phone number with blanks", "+49 30 123", "+49 30 123"},
		{"a phone number that computes", "+49-30-123", "'+49-30-123"},
		{"a negative number", "-4.50", "-4.50"},
		{"a signed range", "+1:2", "'+1:2"},
		{"another separator", "Sales;=1+1", "Sales;'=1+1"},
		{"another line", "Sales\r\n=1+1", "Sales\r\n'=1+1"},
		{"signed groups", "+Sales;-Marketing", "'+Sales;'-Marketing"},
		{"two phone numbers", "+4930123; +4930124", "'+4930123; +4930124"},
		{"a number that a formula follows", "+1,5+HYPERLINK(A1)", "'+1,5+HYPERLINK(A1)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Defuse(tt.cell); got != tt.want {
				t.Errorf("Defuse(%q) = %q, want %q", tt.cell, got, tt.want)
			}
			if got := Restore(Defuse(tt.cell)); got != tt.cell {
				t.Errorf("Restore gives %q back, not %q", got, tt.cell)
			}
		})
	}
}

func TestRestoreTakesTheApostropheThatSaysText(t *testing.T) {
	for cell, want := range map[string]string{
		"'+49-30-123": "+49-30-123", "'t Hooft": "'t Hooft", "O'Neil": "O'Neil", "''": "''", "'007": "'007",
	} {
		if got := Restore(cell); got != want {
			t.Errorf("Restore(%q) = %q, want %q", cell, got, want)
		}
	}
}

// anyCell draws cells in which what matters here is frequent.
func anyCell() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`['" ]{0,3}[=+@\-0-9a;,.\t\r\n＝＠]{0,8}`),
		rapid.String(),
	)
}

func TestDefuseAndRestoreAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkDefused(t, anyCell().Draw(t, "cell")) })
}

func FuzzDefuse(f *testing.F) {
	for _, seed := range []string{"=1+1", "+49 30", "a;=b", "'=x", "\t", "\ufeff=1", "＝", "a\r\n-b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) { checkDefused(t, cell) })
}

// checkDefused states what Defuse promises for any cell.
func checkDefused(t rapid.TB, cell string) {
	got := Defuse(cell)
	if Restore(got) != cell {
		t.Fatalf("Restore(Defuse(%q)) = %q", cell, Restore(got))
	}
	if len(cell) > 0 && strings.ContainsRune("=@\t\r\n＝＋－＠", firstRune(got)) {
		t.Fatalf("Defuse(%q) = %q still begins a formula", cell, got)
	}
	if strings.ReplaceAll(got, "'", "") != strings.ReplaceAll(cell, "'", "") {
		t.Fatalf("Defuse(%q) = %q changed more than apostrophes", cell, got)
	}
	for rest := got; rest != ""; _, rest = cut(rest) {
		if c := rest[0]; (c == '+' || c == '-') && strings.Trim(rest[1:], "0123456789 .,") != "" {
			t.Fatalf("Defuse(%q) = %q leaves %q, which computes", cell, got, rest)
		}
	}
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
