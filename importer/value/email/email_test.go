package email_test

import (
	"errors"
	"net/mail"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"pgregory.net/rapid"

	"muster/importer/value/email"
)

var (
	local64   = strings.Repeat("a", 64)
	label63   = strings.Repeat("b", 63)
	domain189 = label63 + "." + strings.Repeat("c", 61) + "." + strings.Repeat("d", 59) + ".com" // 189 octets
)

func TestParseAccepts(t *testing.T) {
	tests := []struct{ in, want string }{
		{"anna@example.com", "anna@example.com"},
		{" anna@example.com\t", "anna@example.com"},
		{"Anna@Example.COM", "Anna@example.com"},
		{"user+tag@domain.com", "user+tag@domain.com"},
		{"a@example.tld", "a@example.tld"},
		{"!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"},
		{`"anna berg"@example.com`, `"anna berg"@example.com`},
		{`"a@b"@example.com`, `"a@b"@example.com`},
		{`"a\"b\\c"@example.com`, `"a\"b\\c"@example.com`},
		{"ñoñó@example.com", "ñoñó@example.com"},
		{"nn\u0303@example.com", "nñ@example.com"},
		{"hans@Müller.com", "hans@müller.com"},
		{"hans@xn--mller-kva.com", "hans@müller.com"},
		{"abc@доменное.com", "abc@доменное.com"},
		{"jeff@臺網中心.tw", "jeff@臺網中心.tw"},
		{"anna@example。com", "anna@example.com"}, // the ideographic full stop
		{"a@1337.com", "a@1337.com"},
		{"a@c--n.com", "a@c--n.com"},
		{"a@x.co.uk", "a@x.co.uk"},
		{local64 + "@example.com", local64 + "@example.com"},
		{local64 + "@" + domain189, local64 + "@" + domain189}, // 254 octets
	}
	for _, tt := range tests {
		if got, err := email.Parse(tt.in); err != nil || got.String() != tt.want {
			t.Errorf("Parse(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ in, reason, hint string }{
		{"", "blank", ""},
		{"anna", "no @ sign", ""},
		{"anna.gmail.com", "no @ sign", "anna@gmail.com"},
		{"anna(at)example.com", "no @ sign", "anna@example.com"},
		{"anna at example.com", "no @ sign", "anna@example.com"},
		{"@example.com", "nothing before", ""},
		{"bob@", "no domain", "bob@example.com"},
		{"a@b@example.com", "more than one @", ""},
		{"anna@@example.com", "more than one @", "anna@example.com"},
		{"a@example.com; b@example.com", "more than one address", "a@example.com"},
		{"Anna <anna@example.com>", "between < and >", "anna@example.com"},
		{"Anita <a@b.com>", "between < and >", "a@b.com"},
		{"<a@b.com>", "between < and >", "a@b.com"},
		{`"Singh, Anita" < a@b.com >`, "between < and >", "a@b.com"},
		{"Anita <a@b.com>;", "between < and >", "a@b.com"},
		{"Anita <a@b.com>, Bob <b@b.com>", "more than one address", "a@b.com"},
		{"a@b.com (Anita <x>)", "space", "a@b.com"},
		{"anna berg@example.com", "space", "annaberg@example.com"},
		{"anna@exam ple.com", "space", "anna@example.com"},
		{"anna@example.com x", "space", "anna@example.com"},
		{"an\x00na@example.com", "cannot be seen", ""},
		{".anna@example.com", "dot", "anna@example.com"},
		{"anna.@example.com", "dot", "anna@example.com"},
		{"an..na@example.com", "two in a row", "an.na@example.com"},
		{"a:b@example.com", "not allowed", ""},
		{"mailto:anna@example.com", "not allowed", "anna@example.com"},
		{`"anna@example.com`, "quotation marks", "anna@example.com"},
		{`"anna"berg@example.com`, "quotation marks", ""},
		{`""@example.com`, "quotation marks", ""},
		{"anna(work)@example.com", "comment", "anna@example.com"},
		{"anna@example.com.", "dot", "anna@example.com"},
		{"anna@example..com", "dot", "anna@example.com"},
		{"anna@example,com", "comma", "anna@example.com"},
		{"anna@-example.com", "hyphen", ""},
		{"anna@example-.com", "hyphen", ""},
		{"anna@my_example.com", "not allowed", ""},
		{"anna@email¡a.com", "international", ""},
		{"anna@❤.com", "international", ""},
		{"user@localhost", "no top-level domain", ""},
		{"anna@10.0.0.1", "ends in a number", ""},
		{"anna@[10.0.0.1]", "network address", ""},
		{"anna@[IPv6:::1]", "network address", ""},
		{"anna@example.c0m", "digit", ""},
		{"anna@co.uk", "registered", ""},
		{"a" + local64 + "@example.com", "64 bytes", ""},
		{strings.Repeat("é", 33) + "@example.com", "64 bytes", ""},
		{"anna@" + label63 + "b.com", "63 characters", ""},
		{"anna@" + strings.Repeat("ъ", 60) + ".com", "63 characters", ""},
		{"a@" + strings.Repeat("abcdefgh.", 28) + "com", "253 characters", ""},
		{local64 + "@x" + domain189, "63 characters", ""},
		{local64 + "@" + strings.Replace(domain189, ".com", "x.com", 1), "254 bytes", ""},
	}
	for _, tt := range tests {
		_, err := email.Parse(tt.in)
		problem, ok := errors.AsType[*email.Error](err)
		if !ok {
			t.Errorf("Parse(%q): %v, want an *Error", tt.in, err)
			continue
		}
		if !strings.Contains(problem.Reason, tt.reason) || problem.Hint != tt.hint {
			t.Errorf("Parse(%q): %q, hint %q; want %q, hint %q", tt.in, problem.Reason, problem.Hint, tt.reason, tt.hint)
		}
	}
}

func TestKey(t *testing.T) {
	same := [][2]string{
		{"anna@example.com", "Anna@Example.COM"},
		{"hans@müller.com", "HANS@MÜLLER.com"},
		{"hans@müller.com", "hans@xn--mller-kva.com"},
		{"ñ@example.com", "n\u0303@example.com"},
	}
	for _, pair := range same {
		if email.Key(pair[0]) != email.Key(pair[1]) {
			t.Errorf("%q and %q have different keys", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{"a.b@gmail.com", "ab@gmail.com"}, {"a+x@gmail.com", "a@gmail.com"}} {
		if email.Key(pair[0]) == email.Key(pair[1]) {
			t.Errorf("%q and %q have the same key", pair[0], pair[1])
		}
	}
}

func TestSuspect(t *testing.T) {
	tests := []struct {
		in, hint string
		suspect  bool
	}{
		{"bob@gmail.com", "", false},
		{"bob@gmial.com", "bob@gmail.com", true},
		{"bob@gmai.com", "bob@gmail.com", true},
		{"bob@gmail.con", "bob@gmail.com", true},
		{"bob@hotnail.com", "bob@hotmail.com", true},
		{"bob@gmx.ed", "bob@gmx.de", true},
		{"bob@mail.com", "", false},
		{"bob@gmx.at", "", false},
		{"bob@wub.de", "", false}, // short names have many neighbours
		{"bob@example.tld", "", true},
		{"bob@example.com", "", false},
		{"bob@someone.github.io", "", false},
		{"bob@доменное.рф", "", false},
		{"еve@corp.com", "eve@corp.com", true}, // Cyrillic е
		{"eve@cоrp.com", "eve@corp.com", true}, // Cyrillic о
		{"еve@cоrp.com", "eve@corp.com", true},
		{"Μaria@corp.com", "Maria@corp.com", true}, // Greek Μ
		{"annaж@corp.com", "", true},
		{"anna@corpж.com", "", true},
		{"anna.иванова@corp.com", "", true},
		{"мarie.müller@corp.com", "", true}, // м is no m
		{"mаrie.müller@corp.com", "marie.müller@corp.com", true},
		{"иван-1@corp.com", "", false},
		{"bob@пример.com", "", false},
		{"müller@größe.de", "", false},
		{"tanaka太郎@例え.jp", "", false},
		{"abcテスト山@corp.com", "", false},
		{"김kim@corp.com", "", false},
		{"שלום@corp.com", "", false},
	}
	for _, tt := range tests {
		a, err := email.Parse(tt.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.in, err)
		}
		if hint, suspect := a.Suspect(); hint != tt.hint || suspect != tt.suspect {
			t.Errorf("%q: Suspect() = %q, %v; want %q, %v", tt.in, hint, suspect, tt.hint, tt.suspect)
		}
	}
}

// An error's text goes into logs, where no address belongs.
func TestReasonHoldsNoAddress(t *testing.T) {
	for _, in := range []string{"hunter2@", "hunter2 x@example.com", "x@hunter2", "hunter2"} {
		if _, err := email.Parse(in); strings.Contains(err.Error(), "hunter2") {
			t.Errorf("Parse(%q): %v", in, err)
		}
	}
}

// Whatever atoms and labels an address is made of, it is read as it was written.
func TestParseReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		local := rapid.StringMatching(`[a-zA-Z0-9!#$%&'*+/=?^_{|}~-]{1,15}(\.[a-z0-9]{1,10}){0,3}`).Draw(t, "local")
		domain := rapid.StringMatching(`([a-z0-9]{1,20}\.){1,3}(com|de|museum|tld)`).Draw(t, "domain")
		a, err := email.Parse(local + "@" + domain)
		if err != nil && !strings.Contains(err.Error(), "registered") { // a public suffix by chance
			t.Fatal(err)
		}
		if err == nil && a.String() != local+"@"+domain {
			t.Fatalf("Parse(%q) = %q", local+"@"+domain, a)
		}
	})
}

// What is accepted keeps its promises: it is read as itself, its key too, net/mail takes it for an address, and its domain
// is one for IDNA.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"anna@example.com", `"a\"b"@example.com`, "hans@Müller.com", "ñ@example.com", "Anna <anna@example.com>", "a@b..com",
		"a@example.com; b@example.com", "anna(at)gmail.com", "a@xn--mller-kva.com", "a@[10.0.0.1]", "ß@ß.de", "a@example。com", "İx.gmail.com", "\xc80gmail.com",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := email.Parse(s)
		if err != nil {
			problem, ok := errors.AsType[*email.Error](err)
			if !ok || problem.Reason == "" {
				t.Fatalf("Parse(%q): %v", s, err)
			}
			if _, err := email.Parse(problem.Hint); problem.Hint != "" && err != nil {
				t.Errorf("Parse(%q) hints %q, which is refused: %v", s, problem.Hint, err)
			}
			return
		}
		again, err := email.Parse(a.String())
		if err != nil || again != a {
			t.Errorf("Parse(%q) = %q, which reads as %q, %v", s, a, again, err)
		}
		if email.Key(s) != email.Key(a.String()) && strings.TrimSpace(s) == s || a.Key() != email.Key(a.String()) {
			t.Errorf("%q has the keys %q, %q and %q", s, email.Key(s), email.Key(a.String()), a.Key())
		}
		at := strings.LastIndexByte(a.Key(), '@')
		if len(a.String()) > 254 || !utf8.ValidString(a.String()) {
			t.Errorf("Parse(%q) = %q", s, a)
		}
		if _, err := idna.Lookup.ToASCII(a.Key()[at+1:]); err != nil {
			t.Errorf("Parse(%q) has the domain %q: %v", s, a.Key()[at+1:], err)
		}
		if _, err := mail.ParseAddress(a.String()); err != nil {
			t.Errorf("Parse(%q) = %q, which net/mail refuses: %v", s, a, err)
		}
		if hint, _ := a.Suspect(); hint != "" {
			if _, err := email.Parse(hint); err != nil {
				t.Errorf("%q hints %q, which is refused: %v", s, hint, err)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := email.Parse("anita.singh@example.com"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSuspect(b *testing.B) {
	a, _ := email.Parse("anita.singh@example.com")
	for b.Loop() {
		a.Suspect()
	}
}

func BenchmarkKey(b *testing.B) {
	for b.Loop() {
		email.Key("anita.singh@example.com")
	}
}
