package seal_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"muster/importer/value/seal"
)

// keyOf returns a key made of one byte: 32 times the same.
func keyOf(t testing.TB, b byte) *seal.Key {
	t.Helper()
	key, err := seal.NewKey(bytes.Repeat([]byte{b}, seal.KeyLength))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func mustSeal(t interface{ Fatal(...any) }, key *seal.Key, plain []byte, context string) []byte {
	sealed, err := key.Seal(plain, context)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestWhatIsSealedOpens(t *testing.T) {
	key := keyOf(t, 7)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		context := rapid.String().Draw(t, "context")
		sealed := mustSeal(t, key, plain, context)
		if len(sealed) != len(plain)+seal.Overhead {
			t.Fatalf("sealed has %d bytes, want %d", len(sealed), len(plain)+seal.Overhead)
		}
		got, err := key.Open(sealed, context)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("Open = %x, %v, want %x", got, err, plain)
		}
	})
}

func TestAnAlteredSecretDoesNotOpen(t *testing.T) {
	key := keyOf(t, 7)
	rapid.Check(t, func(t *rapid.T) {
		sealed := mustSeal(t, key, []byte("correct horse"), "mail 1")
		at := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		sealed[at] ^= byte(1 << rapid.IntRange(0, 7).Draw(t, "bit"))
		if plain, err := key.Open(sealed, "mail 1"); err == nil {
			t.Fatalf("opens to %q with byte %d changed", plain, at)
		}
	})
}

func TestOpenSaysWhy(t *testing.T) {
	key := keyOf(t, 7)
	good := mustSeal(t, key, []byte("correct horse"), "mail 1")
	later := append([]byte{9}, good[1:]...)
	tests := map[string]struct {
		key     *seal.Key
		sealed  []byte
		context string
		want    error
	}{
		"other context":  {key, good, "mail 2", seal.ErrDamaged},
		"no context":     {key, good, "", seal.ErrDamaged},
		"cut off":        {key, good[:len(good)-1], "mail 1", seal.ErrDamaged},
		"much too short": {key, good[:seal.Overhead-1], "mail 1", seal.ErrFormat},
		"nothing":        {key, nil, "mail 1", seal.ErrFormat},
		"later version":  {key, later, "mail 1", seal.ErrFormat},
		"no key":         {nil, good, "mail 1", seal.ErrNoKey},
		"zero key":       {new(seal.Key), good, "mail 1", seal.ErrNoKey},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := tt.key.Open(tt.sealed, tt.context); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
		})
	}
}

func TestAnotherKeyIsNamed(t *testing.T) {
	sealedWith, have := keyOf(t, 7), keyOf(t, 8)
	_, err := have.Open(mustSeal(t, sealedWith, []byte("correct horse"), "mail 1"), "mail 1")
	var wrong *seal.WrongKeyError
	if !errors.As(err, &wrong) {
		t.Fatalf("error %v, want a *WrongKeyError", err)
	}
	if wrong.Sealed != sealedWith.ID() || wrong.Have != have.ID() || wrong.Sealed == wrong.Have {
		t.Errorf("names keys %s and %s, want %s and %s", wrong.Sealed, wrong.Have, sealedWith.ID(), have.ID())
	}
	if !strings.Contains(err.Error(), sealedWith.ID()) {
		t.Errorf("the error %q does not name the key", err)
	}
}

func TestTheSameSecretIsSealedDifferently(t *testing.T) {
	key := keyOf(t, 7)
	one, two := mustSeal(t, key, []byte("x"), ""), mustSeal(t, key, []byte("x"), "")
	if bytes.Equal(one, two) {
		t.Error("two times the same bytes")
	}
}

func TestSealNeedsAKey(t *testing.T) {
	if _, err := new(seal.Key).Seal([]byte("x"), ""); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("error %v, want %v", err, seal.ErrNoKey)
	}
	if _, err := seal.NewKey([]byte("short")); !errors.Is(err, seal.ErrKey) {
		t.Errorf("error %v, want %v", err, seal.ErrKey)
	}
}

func TestAKeyPrintsAsItsID(t *testing.T) {
	key := keyOf(t, 'K')
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		for _, printed := range []string{fmt.Sprintf(format, key), fmt.Sprintf(format, *key)} {
			if want := "key " + key.ID(); printed != want {
				t.Errorf("%s prints %q, want %q", format, printed, want)
			}
		}
	}
}

func FuzzOpen(f *testing.F) {
	key := keyOf(f, 7)
	f.Add(mustSeal(f, key, []byte("correct horse"), "mail 1"), "mail 1")
	f.Add([]byte{}, "")
	f.Add(bytes.Repeat([]byte{1}, seal.Overhead), "mail 1")
	f.Fuzz(func(t *testing.T, sealed []byte, context string) {
		plain, err := key.Open(sealed, context)
		if err == nil && len(plain) != len(sealed)-seal.Overhead {
			t.Errorf("%d bytes open to %d", len(sealed), len(plain))
		}
		if again, err := key.Open(mustSeal(t, key, sealed, context), context); err != nil || !bytes.Equal(again, sealed) {
			t.Errorf("sealing the input: %x, %v", again, err)
		}
	})
}
