package password_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"muster/importer/value/password"
)

func TestTemporarySatisfiesThePolicy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := password.Policy{
			Min:    rapid.IntRange(0, 40).Draw(t, "min"),
			Letter: rapid.Bool().Draw(t, "letter"), Digit: rapid.Bool().Draw(t, "digit"),
			Special: rapid.Bool().Draw(t, "special"), NotUsername: true,
		}
		if rapid.Bool().Draw(t, "bounded") {
			p.Max = max(16, p.Min)
		}
		made, err := password.Temporary(p, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if failed := password.Check(made, "anna", p); failed != nil {
			t.Fatalf("%q fails %v", made, failed)
		}
		if strings.ContainsAny(made, "0Oo1lI|") || len(made) < 16 {
			t.Fatalf("%q is too short, or has characters that look alike", made)
		}
		if strings.ContainsAny(made[:1], "+=@-") {
			t.Fatalf("a spreadsheet would run %q", made)
		}
	})
}

// The strings of 16 that have each kind of character are counted, by taking away those that lack one.
func TestTemporaryHasTheEntropy(t *testing.T) {
	const letters, digits, specials, length = 48, 8, 8, 16
	all := letters + digits + specials
	count := 0.0
	for lacking := range 8 { // one bit for each kind
		left, sign := all, 1.0
		for bit, size := range []int{letters, digits, specials} {
			if lacking>>bit&1 == 1 {
				left, sign = left-size, -sign
			}
		}
		first := left - 3 // with none of + = @
		if lacking>>2&1 == 1 {
			first = left
		}
		count += sign * float64(first) * math.Pow(float64(left), length-1)
	}
	if bits := math.Log2(count); bits < password.MinEntropy {
		t.Errorf("%.1f bits", bits)
	}
	// The default policy, of 16 characters at most, is one that can be satisfied.
	if _, err := password.Temporary(strict, rand.Reader); err != nil {
		t.Error(err)
	}
}

func TestTemporaryUsesTheWholeAlphabet(t *testing.T) {
	seen := make(map[rune]int)
	for range 2000 {
		made, err := password.Temporary(password.Policy{}, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range made {
			seen[r]++
		}
	}
	// 32,000 draws of 64 characters: each is expected 500 times, and 8 standard deviations are 178.
	if len(seen) != 64 {
		t.Errorf("%d characters", len(seen))
	}
	for r, n := range seen {
		if n < 322 || n > 678 {
			t.Errorf("%q came %d times", r, n)
		}
	}
}

func TestTemporaryRefuses(t *testing.T) {
	for _, p := range []password.Policy{{Max: 15}, {Min: 20, Max: 18}} {
		_, err := password.Temporary(p, rand.Reader)
		if !errors.Is(err, password.ErrPolicy) || !strings.Contains(err.Error(), "bits of entropy") {
			t.Errorf("%+v: got %v", p, err)
		}
	}
	if _, err := password.Temporary(strict, strings.NewReader("short")); err == nil {
		t.Error("a source that ends gives a password")
	}
	if _, err := password.Temporary(strict, bytes.NewReader(make([]byte, 1<<12))); !errors.Is(err, password.ErrPolicy) {
		t.Errorf("a source of zeros: got %v", err)
	}
}

func TestToken(t *testing.T) {
	token, hash := password.Token(bytes.NewReader(make([]byte, 32)))
	// Computed with Python's hashlib, of the 43 letters A that are 32 zero bytes in base64.
	const zeros = "0f007385b6f9d4b7eeb2748605afe1a984a0a3bfa3f014d09e2a784ce9e5cd1a"
	if token != strings.Repeat("A", 43) || hash != zeros {
		t.Errorf("got %q, %q", token, hash)
	}
	one, _ := password.Token(rand.Reader)
	two, _ := password.Token(rand.Reader)
	if one == two {
		t.Error("two tokens are the same")
	}
}

func TestTokenPanicsWithoutRandom(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a token was made of nothing")
		}
	}()
	password.Token(strings.NewReader("short"))
}
