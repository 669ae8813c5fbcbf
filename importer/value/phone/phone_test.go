package phone

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	tests := []struct {
		in, region string
		want       string
		err        error
	}{
		{"+49 30 901820", "", "+4930901820", nil},
		{"030 901820", "DE", "+4930901820", nil},
		{"030 901820", "de", "+4930901820", nil},
		{"(030) 90 18-20", "DE", "+4930901820", nil},
		{"0049 30 901820", "DE", "+4930901820", nil},
		{"011 49 30 901820", "US", "+4930901820", nil},
		{"4930901820", "DE", "+4930901820", nil}, // a spreadsheet took the plus
		{"1 (650) 253-0000", "US", "+16502530000", nil},
		{"650-253-0000", "CA", "+16502530000", nil},
		{"+44 (0) 20 7031 3000", "FR", "+442070313000", nil},
		{"tel:+1-650-253-0000", "", "+16502530000", nil},
		{"(650) 253-0000 ext. 12", "US", "+16502530000", nil},
		{"06 6982 0001", "IT", "+390669820001", nil}, // the zero stays
		{"0 11 15-2345-6789", "AR", "+5491123456789", nil},
		{"+٤٩ ٣٠ ٩٠١٨٢٠", "", "+4930901820", nil},
		{"030 901820", "", "", ErrNoRegion},
		{"0049 171 1234567", "", "+491711234567", nil},
		{"(0049) 171/1234567", "", "+491711234567", nil},
		{"00 44 (0) 20 7031 3000", "", "+442070313000", nil},
		{"0049 171 1234567 ext. 3", "", "+491711234567", nil},
		{"0049 30 901820; 0049 171 1234567", "", "", ErrInvalid},
		{"0011 1234567", "", "", ErrNoRegion},
		{"0099912345678", "", "", ErrNoRegion},
		{"0049 171 1234567", "US", "", ErrInvalid}, // where 011 is dialled
		{"00", "", "", ErrNoRegion},
		{"00+49 30 901820", "", "+4930901820", nil},
		{"030 901820", "XX", "", ErrInvalid},
		{"030/901820", "DE", "+4930901820", nil},
		{"4930901820.0", "DE", "+4930901820", nil}, // as written by a program that took it for an amount
		{"030 901820 / 0171 2345678", "DE", "", ErrInvalid},
		{"+49 30 901820; +49 171 2345678", "", "", ErrInvalid},
		{"4.9171E+11", "DE", "", ErrInvalid},
		{"4,9171e+11", "DE", "", ErrInvalid},
		{"+999 123456", "DE", "", ErrInvalid},
		{"911", "US", "", ErrInvalid},
		{"555", "", "", ErrNoRegion},
		{"012345678901234567890", "FR", "", ErrInvalid},
		{"+", "US", "", ErrInvalid},
		{"n/a", "US", "", ErrInvalid},
		{"", "US", "", ErrInvalid},
	}
	for _, tt := range tests {
		got, err := Parse(tt.in, tt.region)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("Parse(%q, %q) = %q, %v; want %q, %v", tt.in, tt.region, got, err, tt.want, tt.err)
		}
	}
}

// Error texts go into logs: a number does not belong there.
func TestErrorsHoldNoNumber(t *testing.T) {
	for _, s := range []string{"12345", "+999123456", "4.9171E+11", "012345678901234567890"} {
		if _, err := Parse(s, "DE"); err == nil || strings.Contains(err.Error(), s[1:4]) {
			t.Errorf("Parse(%q): %v", s, err)
		}
	}
}

// An automaton and a regular expression agree on every string of digits.
func TestAutomatonEqualsRegexp(t *testing.T) {
	patterns := []string{`1\d{2,4}|2(?:0[13]|[4-6]\d)\d*`, `(0)?12`, `([2-8]\d)$|1`, `[07]{3}`, ``}
	for _, pattern := range patterns {
		a, err := compile("999", pattern)
		if err != nil {
			t.Fatal(err)
		}
		whole, beginning := regexp.MustCompile(`^(?:`+pattern+`)$`), regexp.MustCompile(`^(?:`+pattern+`)`)
		alone, _ := compile(pattern)
		rapid.Check(t, func(t *rapid.T) {
			digits := []byte(rapid.StringMatching(`[0-9]{0,6}`).Draw(t, "digits"))
			if got, want := a.match(digits)&2 != 0, whole.Match(digits); got != want {
				t.Fatalf("%s matches %s: %v, want %v", pattern, digits, got, want)
			}
			if got, want := alone.begins(digits), beginning.Match(digits); got != want {
				t.Fatalf("%s begins %s: %v, want %v", pattern, digits, got, want)
			}
		})
	}
	if _, err := compile(`\b1`); err == nil {
		t.Error("a word boundary is about more than digits, and was compiled")
	}
}

// Every region's example numbers, in each form in which the library writes them, are read quickly and right.
func TestFastReadsExamples(t *testing.T) {
	total, quick := 0, 0
	for region := range phonenumbers.GetSupportedRegions() {
		for kind := phonenumbers.FIXED_LINE; kind <= phonenumbers.VOICEMAIL; kind++ {
			number := phonenumbers.GetExampleNumberForType(region, kind)
			if number == nil {
				continue
			}
			for _, form := range []phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.INTERNATIONAL, phonenumbers.NATIONAL} {
				typed := phonenumbers.Format(number, form)
				total++
				if checkFast(t, typed, region) {
					quick++
				}
			}
		}
	}
	if quick*100 < total*95 {
		t.Errorf("the fast path read %d of %d example numbers", quick, total)
	}
}

// checkFast compares the fast path with the library, and reports whether it had an answer.
func checkFast(t interface{ Errorf(string, ...any) }, s, region string) bool {
	got, ok := fast(s, region)
	if !ok {
		return false
	}
	if want, err := throughLibrary(s, region); err != nil || got != want {
		t.Errorf("fast(%q, %q) = %q; the library says %q, %v", s, region, got, want, err)
	}
	return true
}

// Near misses of real numbers, in regions with all kinds of plans.
func TestFastEqualsLibrary(t *testing.T) {
	var regions []string
	for region := range phonenumbers.GetSupportedRegions() {
		regions = append(regions, region)
	}
	rapid.Check(t, func(t *rapid.T) {
		region := rapid.SampledFrom(regions).Draw(t, "region")
		kind := rapid.SampledFrom([]phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.TOLL_FREE}).Draw(t, "kind")
		number := phonenumbers.GetExampleNumberForType(region, kind)
		if number == nil {
			return
		}
		typed := []byte(phonenumbers.Format(number, rapid.SampledFrom([]phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.NATIONAL}).Draw(t, "form")))
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			at := rapid.IntRange(0, len(typed)-1).Draw(t, "at")
			typed[at] = rapid.SampledFrom([]byte("0123456789 -()")).Draw(t, "character")
		}
		prefix := rapid.SampledFrom([]string{"", "", "0", "00", "1", "+", "8", "011"}).Draw(t, "prefix")
		checkFast(t, prefix+string(typed), rapid.SampledFrom([]string{region, region, region, "", "US", "DE"}).Draw(t, "read in"))
	})
}

func FuzzFastEqualsLibrary(f *testing.F) {
	for _, s := range []string{"+4930901820", "030 901820", "0049 30 901820", "4930901820", "1 650 253 0000", "+44 (0) 20 7031 3000", "0 11 15-2345-6789"} {
		for _, region := range []string{"DE", "US", "AR", "IT", "BR", "GB", "CN", "RU", ""} {
			f.Add(s, region)
		}
	}
	f.Add("1 "+strings.Repeat(".", 300), "")
	f.Fuzz(func(t *testing.T, s, region string) {
		checkFast(t, s, region)
		if _, err := throughLibrary(s, ""); len(s) <= maxLength && isNational(s) && !errors.Is(err, ErrNoRegion) {
			t.Errorf("the library says of %q without a region: %v", s, err)
		}
		got, err := Parse(s, region)
		if (err == nil) != (got != "") {
			t.Errorf("Parse(%q, %q) = %q, %v", s, region, got, err)
		}
		if err != nil && !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrNoRegion) {
			t.Errorf("Parse(%q, %q): %v wraps none of the package's errors", s, region, err)
		}
		if again, err2 := Parse(got, ""); err == nil && (err2 != nil || again != got) {
			t.Errorf("Parse(%q) = %q, %v: E.164 does not read as itself", got, again, err2)
		}
	})
}

var typed = []struct{ s, region string }{
	{"+49 30 901820", "DE"},
	{"0171 2345678", "DE"},
	{"(650) 253-0000", "US"},
	{"+44 20 7031 3000", "GB"},
	{"06 12 34 56 78", "FR"},
	{"(11) 96123-4567", "BR"},
	{"090-1234-5678", "JP"},
	{"0049 171 2345678", "AT"},
}

func BenchmarkParse(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		n := typed[i%len(typed)]
		if _, err := Parse(n.s, n.region); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLibrary(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		n := typed[i%len(typed)]
		if _, err := throughLibrary(n.s, n.region); err != nil {
			b.Fatal(err)
		}
	}
}
