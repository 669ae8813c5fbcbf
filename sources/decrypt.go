package sources

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
	pgp "github.com/ProtonMail/gopenpgp/v3/crypto"
)

// What encrypted files begin with; a binary PGP message is known by its name only.
const (
	pgpArmor  = "-----BEGIN PGP MESSAGE"
	ageBegin  = "age-encryption.org/"
	ageArmor  = "-----BEGIN AGE ENCRYPTED FILE"
	sealBegin = 64 // bytes that tell
)

// A cipher is how a file is encrypted.
type cipher string

const (
	withPGP cipher = "PGP"
	withAge cipher = "age"
)

// cipherOf returns how the file is encrypted, by its beginning and its name; "" where it is not.
func cipherOf(name string, head []byte) cipher {
	begins := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	ending := strings.ToLower(path.Ext(name))
	switch {
	case begins(ageBegin), begins(ageArmor), ending == ".age":
		return withAge
	case begins(pgpArmor), ending == ".pgp", ending == ".gpg", ending == ".asc":
		return withPGP
	}
	return ""
}

// decrypt replaces the file by what is encrypted in it, in a temporary file that only this user may read. It reads all of it,
// because only the end of a message tells that it is whole and from whom it is: nothing is used before.
func (f *File) decrypt(ctx context.Context) error {
	head := make([]byte, min(f.Size, sealBegin))
	if _, err := f.disk.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: %w", f.Location, err)
	}
	how := cipherOf(f.Name, head)
	if how == withPGP && f.config.Decrypt == nil && len(head) > 0 && head[0]&0x80 != 0 { // a packet of PGP (RFC 9580, section 4.2)
		return refuse(f.Name, "it is encrypted with PGP; name the key in source.decrypt.pgp_key_file, or decrypt it first")
	}
	if how == "" || f.config.Decrypt == nil {
		return nil // the rest that is encrypted is known by its content: see foreignKinds
	}
	sum := sha256.New()
	all := &patient{ctx, io.TeeReader(io.NewSectionReader(f.disk, 0, f.Size), sum)}
	disk, watched := f.disk, f.watch
	f.disk = nil // still read from
	err := f.unseal(how, all)
	if err == nil {
		_, err = io.Copy(io.Discard, all) // what comes after the message counts for the hash
	}
	if err == nil {
		err = watched.touched()
	}
	if err = errors.Join(err, disk.Close()); err != nil {
		return err
	}
	f.sealed = hex.EncodeToString(sum.Sum(nil))
	return f.measure()
}

// unseal writes what is encrypted in the stream to a temporary file, which becomes the file.
func (f *File) unseal(how cipher, in io.Reader) error {
	counted := &meter{r: in}
	open := f.openAge
	if how == withPGP {
		open = f.openPGP
	}
	plain, verify, err := open(counted)
	if err != nil {
		return err
	}
	damaged := func(cause error) error {
		if errors.Is(cause, errTooLarge) {
			return refuse(f.Name, "it %w; if it is a real list, decrypt it first", errTooLarge)
		}
		return refuse(f.Name, "the message was cut off or changed on its way; nothing of it was used, ask for it again (%w)", cause)
	}
	if err := f.spool(&bounded{r: plain, packed: counted, fail: damaged}); err != nil {
		return err
	}
	return verify()
}

// openAge begins to decrypt with age. There is nothing to verify at the end: age checks each piece, and that the last one came.
func (f *File) openAge(in io.Reader) (plain io.Reader, verify func() error, err error) {
	keys := f.config.Decrypt.AgeIdentityFile
	if keys == "" {
		return nil, nil, refuse(f.Name, "it is encrypted with age; name the file with the key in source.decrypt.age_identity_file")
	}
	file, err := os.Open(keys)
	if err != nil {
		return nil, nil, fmt.Errorf("read the age identities (source.decrypt.age_identity_file): %w", err)
	}
	defer file.Close()
	identities, err := age.ParseIdentities(file)
	if err != nil { // whose text may quote the key
		return nil, nil, fmt.Errorf("%s holds no age identity that can be used; make one with age-keygen", keys)
	}
	buffered := bufio.NewReader(in)
	if head, _ := buffered.Peek(len(ageArmor)); string(head) == ageArmor {
		in = armor.NewReader(buffered)
	} else {
		in = buffered
	}
	if plain, err = age.Decrypt(in, identities...); err != nil {
		return nil, nil, refuse(f.Name, "it cannot be decrypted with the age identities in %s (%w); it may be for somebody else, or damaged", keys, err)
	}
	return plain, func() error { return nil }, nil
}

// openPGP begins to decrypt with PGP. The end of the message tells whether it is whole, verify whether it is signed.
func (f *File) openPGP(in io.Reader) (plain io.Reader, verify func() error, err error) {
	c := f.config.Decrypt
	if c.PGPKeyFile == "" {
		return nil, nil, refuse(f.Name, "it is encrypted with PGP; name the file with the key in source.decrypt.pgp_key_file")
	}
	key, err := c.pgpKey()
	if err != nil {
		return nil, nil, err
	}
	builder := pgp.PGP().Decryption().DecryptionKey(key).DisableAutomaticTextSanitize()
	if c.PGPVerifyKeyFile != "" {
		sender, err := readPGPKey(c.PGPVerifyKeyFile, "pgp_verify_key_file")
		if err != nil {
			return nil, nil, err
		}
		builder = builder.VerificationKey(sender)
	}
	decryption, err := builder.New()
	if err != nil {
		return nil, nil, fmt.Errorf("the PGP key %s cannot be used: %w", c.PGPKeyFile, err)
	}
	message, err := decryption.DecryptingReader(in, pgp.Auto)
	if err != nil {
		return nil, nil, refuse(f.Name, "it cannot be decrypted with the PGP key %s (%w); it may be for somebody else, or damaged", c.PGPKeyFile, err)
	}
	return message, func() error { return f.verifyPGP(message) }, nil
}

// verifyPGP refuses a message that the sender did not sign, where there has to be one.
func (f *File) verifyPGP(message *pgp.VerifyDataReader) error {
	sender := f.config.Decrypt.PGPVerifyKeyFile
	if sender == "" {
		return nil
	}
	result, err := message.VerifySignature()
	if err == nil {
		err = result.SignatureError()
	}
	if err != nil {
		return refuse(f.Name, "it has no good signature by the key %s (%w); nothing of it was used, ask the sender", sender, err)
	}
	return nil
}

// pgpKey reads the private key, and opens it.
func (c *DecryptConfig) pgpKey() (*pgp.Key, error) {
	key, err := readPGPKey(c.PGPKeyFile, "pgp_key_file")
	if err != nil {
		return nil, err
	}
	if !key.IsPrivate() {
		return nil, fmt.Errorf("%s is a public PGP key; source.decrypt.pgp_key_file needs the private one", c.PGPKeyFile)
	}
	if locked, err := key.IsLocked(); err != nil || !locked {
		return key, err
	}
	if c.Passphrase == "" {
		return nil, fmt.Errorf("the PGP key %s is protected; give its passphrase as source.decrypt.passphrase: \"${NAME}\", from the environment", c.PGPKeyFile)
	}
	if key, err = key.Unlock([]byte(c.Passphrase)); err != nil {
		return nil, fmt.Errorf("the PGP key %s does not open with source.decrypt.passphrase", c.PGPKeyFile)
	}
	return key, nil
}

// readPGPKey reads a key, binary or armored.
func readPGPKey(name, setting string) (*pgp.Key, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the PGP key (source.decrypt.%s): %w", setting, err)
	}
	defer file.Close()
	key, err := pgp.NewKeyFromReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s holds no PGP key that can be read; export it with gpg --export", name)
	}
	return key, nil
}
