package sources_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"
	pgp "github.com/ProtonMail/gopenpgp/v3/crypto"
	"github.com/google/go-cmp/cmp"

	"muster/sources"
)

// A keyring is what a sender and a receiver have.
type keyring struct {
	receiver, sender, stranger *pgp.Key
	config                     sources.DecryptConfig
	identity                   *age.X25519Identity
}

const passphrase = "open sesame"

// newKeyring makes keys, and the configuration of the receiver, whose PGP key is protected.
func newKeyring(t *testing.T) *keyring {
	t.Helper()
	k := new(keyring)
	var err error
	for name, key := range map[string]**pgp.Key{"hr": &k.receiver, "sap": &k.sender, "eve": &k.stranger} {
		if *key, err = pgp.PGP().KeyGeneration().AddUserId(name, name+"@example.com").New().GenerateKey(); err != nil {
			t.Fatal(err)
		}
	}
	locked, err := pgp.PGP().LockKey(k.receiver, []byte(passphrase))
	if err != nil {
		t.Fatal(err)
	}
	if k.identity, err = age.GenerateX25519Identity(); err != nil {
		t.Fatal(err)
	}
	private, err := locked.Armor()
	if err != nil {
		t.Fatal(err)
	}
	k.config = sources.DecryptConfig{
		PGPKeyFile: save(t, "key.asc", private), Passphrase: passphrase,
		AgeIdentityFile: save(t, "age.txt", "# made by age-keygen\n"+k.identity.String()+"\n"),
	}
	return k
}

// public saves the public part of a key.
func public(t *testing.T, key *pgp.Key) string {
	t.Helper()
	data, err := key.GetPublicKey()
	if err != nil {
		t.Fatal(err)
	}
	return save(t, "public.pgp", string(data))
}

// sealed encrypts with PGP for the receiver, signed where there is a sender.
func sealed(t *testing.T, to, from *pgp.Key, armored bool, data string) string {
	t.Helper()
	builder := pgp.PGP().Encryption().Recipient(to)
	if from != nil {
		builder = builder.SigningKey(from)
	}
	handle, err := builder.New()
	if err != nil {
		t.Fatal(err)
	}
	message, err := handle.Encrypt([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	if !armored {
		return string(message.Bytes())
	}
	text, err := message.Armor()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// aged encrypts with age.
func aged(t *testing.T, to age.Recipient, armored bool, data string) string {
	t.Helper()
	var out bytes.Buffer
	end := func() error { return nil }
	var w io.Writer = &out
	if armored {
		a := armor.NewWriter(&out)
		w, end = a, a.Close
	}
	in, err := age.Encrypt(w, to)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(in, data)
	if err := errors.Join(err, in.Close(), end()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestDecrypt imports what is encrypted as if it were not, and leaves no copy.
func TestDecrypt(t *testing.T) {
	k := newKeyring(t)
	signed := k.config
	signed.PGPVerifyKeyFile = public(t, k.sender)
	temporary := t.TempDir()
	for name, c := range map[string]struct {
		data   string
		config sources.DecryptConfig
	}{
		"people.csv.pgp":    {sealed(t, k.receiver, nil, false, list), k.config},
		"people.csv.gpg":    {sealed(t, k.receiver, k.sender, false, list), signed},
		"people.csv.asc":    {sealed(t, k.receiver, k.sender, true, list), k.config},
		"armored.csv":       {sealed(t, k.receiver, nil, true, list), k.config},
		"people.csv.gz.pgp": {sealed(t, k.receiver, nil, false, gzipped(list)), k.config},
		"people.csv.age":    {aged(t, k.identity.Recipient(), false, list), k.config},
		"people.csv.AGE":    {aged(t, k.identity.Recipient(), true, list), k.config},
		"aged.csv":          {aged(t, k.identity.Recipient(), false, list), k.config},
	} {
		path := save(t, name, c.data)
		t.Setenv("TMPDIR", temporary)
		file, err := sources.Open(t.Context(), path, sources.Config{Decrypt: &c.config})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, copied := range folderOf(t, temporary) {
			if copied.Mode().Perm() != 0o600 {
				t.Errorf("%s: others may read %s", name, copied.Name())
			}
		}
		want := [][]string{{"id", "name"}, {"1", "Anita"}, {"2", "Bob"}}
		sum := sha256.Sum256([]byte(c.data))
		if diff := cmp.Diff(want, cells(t, file)); diff != "" || file.Name != name || file.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: %+v\n%s", name, file, diff)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
		if copies := folderOf(t, temporary); len(copies) > 0 {
			t.Errorf("%s: left %v", name, copies)
		}
	}
}

// TestDecryptRefuses uses nothing of what is not whole, from somebody else or for somebody else, and never shows a secret.
func TestDecryptRefuses(t *testing.T) {
	k := newKeyring(t)
	signed, unopened, wrong, without, publicKey, noKey := k.config, k.config, k.config, k.config, k.config, k.config
	signed.PGPVerifyKeyFile = public(t, k.sender)
	unopened.Passphrase = ""
	wrong.Passphrase = "Simsalabim"
	without.PGPKeyFile, without.AgeIdentityFile = "", ""
	publicKey.PGPKeyFile = public(t, k.receiver)
	noKey.PGPKeyFile, noKey.AgeIdentityFile = save(t, "k", "hello"), save(t, "k", "AGE-SECRET-KEY-1NOTREALLY")
	foreign, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	message, letter := sealed(t, k.receiver, nil, false, list), aged(t, k.identity.Recipient(), false, list)
	for name, c := range map[string]struct {
		file, data string
		config     *sources.DecryptConfig
		says       string
		system     bool // not the file is to blame
	}{
		"not signed":           {"p.pgp", message, &signed, "no good signature", false},
		"signed by a stranger": {"p.pgp", sealed(t, k.receiver, k.stranger, false, list), &signed, "no good signature", false},
		"for somebody else":    {"p.pgp", sealed(t, k.stranger, nil, false, list), &k.config, "cannot be decrypted", false},
		"no message":           {"p.pgp", "id,name\n", &k.config, "cannot be decrypted", false},
		"no key":               {"p.pgp", message, &without, "source.decrypt.pgp_key_file", false},
		"no configuration":     {"p.pgp", message, nil, "source.decrypt.pgp_key_file", false},
		"armor, no config":     {"p.csv", sealed(t, k.receiver, nil, true, list), nil, "source.decrypt.pgp_key_file", false},
		"no passphrase":        {"p.pgp", message, &unopened, "source.decrypt.passphrase", true},
		"wrong passphrase":     {"p.pgp", message, &wrong, "does not open", true},
		"public key":           {"p.pgp", message, &publicKey, "needs the private one", true},
		"unreadable key":       {"p.pgp", message, &noKey, "no PGP key", true},
		"age, no key":          {"p.age", letter, &without, "source.decrypt.age_identity_file", false},
		"age, no config":       {"p.csv", letter, nil, "source.decrypt.age_identity_file", false},
		"age, bad key":         {"p.age", letter, &noKey, "no age identity", true},
		"age, other recipient": {"p.age", aged(t, foreign.Recipient(), false, list), &k.config, "cannot be decrypted", false},
		"a bomb":               {"p.age", aged(t, k.identity.Recipient(), false, gzipped(strings.Repeat("\n", 8<<20))), &k.config, "far more", false},
	} {
		_, err := sources.Open(t.Context(), save(t, c.file, c.data), sources.Config{Decrypt: c.config})
		if err == nil || !strings.Contains(err.Error(), c.says) || errors.Is(err, sources.ErrNotUnderstood) == c.system {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (strings.Contains(err.Error(), "esame") || strings.Contains(err.Error(), "NOTREALLY") || strings.Contains(err.Error(), "Simsala")) {
			t.Errorf("%s: a secret is in %v", name, err)
		}
	}
}

// TestDecryptDamaged changes each byte, and cuts at each: nothing but the whole list, or a refusal.
func TestDecryptDamaged(t *testing.T) {
	k := newKeyring(t)
	k.config.PGPKeyFile = save(t, "plain.pgp", unlocked(t, k.receiver)) // a passphrase takes its time
	temporary := t.TempDir()
	long := strings.Repeat(list, 40)
	refused := 0
	for name, data := range map[string]string{
		"p.pgp": sealed(t, k.receiver, nil, false, long), "p.age": aged(t, k.identity.Recipient(), false, long),
	} {
		path := save(t, name, "")
		t.Setenv("TMPDIR", temporary)
		try := func(what, data string) {
			t.Helper()
			if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
				t.Fatal(err)
			}
			file, err := sources.Open(t.Context(), path, sources.Config{Decrypt: &k.config})
			if err != nil {
				refused++
				if !errors.Is(err, sources.ErrNotUnderstood) {
					t.Errorf("%s, %s: %v", name, what, err)
				}
				return
			}
			if got := cells(t, file); len(got) != strings.Count(long, "\n") {
				t.Errorf("%s, %s: %d rows are used", name, what, len(got))
			}
			if err := file.Close(); err != nil {
				t.Error(err)
			}
		}
		for i := 0; i < len(data); i += 7 {
			changed := []byte(data)
			changed[i] ^= 0x10
			try("changed", string(changed))
			try("cut", data[:i])
		}
	}
	if left := folderOf(t, temporary); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	if refused < 100 {
		t.Errorf("only %d refusals", refused)
	}
}

// unlocked returns the private key as a file has it.
func unlocked(t *testing.T, key *pgp.Key) string {
	t.Helper()
	data, err := key.Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
