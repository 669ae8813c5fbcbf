package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Environment is the variable that has the key: 32 bytes in base64 (either alphabet) or hex.
const Environment = "MUSTER_KEY"

// maxFile is more than a key file ever has, in bytes.
const maxFile = 1024

// LoadKey returns the key in MUSTER_KEY, else the one in the key file at path. Where there is neither and create is set, it
// makes a random key and writes it to a new file at path, which only its owner may read (mode 0600); two that do so at once
// end with the same key. An empty path is no file.
//
// The error is [ErrNoKey] where there is no key, [ErrKey] where there is something else, and [ErrReadable] where
// others may read or write the file (Windows, which has no such modes, leaves that to the folder).
func LoadKey(getenv func(string) string, path string, create bool) (*Key, error) {
	if text := getenv(Environment); text != "" {
		key, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", Environment, err)
		}
		return key, nil
	}
	if path == "" {
		return nil, ErrNoKey
	}
	key, err := readFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if !create {
		return nil, fmt.Errorf("%w (there is no file %s)", ErrNoKey, path)
	}
	if err := writeFile(path); err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	return readFile(path)
}

// readFile reads the key in the file.
func readFile(path string) (*Key, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the key file: %w", err)
	}
	defer file.Close()
	info, err := file.Stat() // of what is open: the name may mean something else by now
	switch {
	case err != nil:
		return nil, fmt.Errorf("look at the key file: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: %w", path, ErrKey)
	case info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows":
		return nil, fmt.Errorf("%s: %w", path, ErrReadable)
	}
	text, err := io.ReadAll(io.LimitReader(file, maxFile))
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	key, err := parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}

// writeFile puts a new key into a new file at path. It leaves a file that is there already as it is. The file gets its
// name when it is complete, so that nobody reads half a key.
func writeFile(path string) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".muster-key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	secret := make([]byte, KeyLength)
	_, _ = rand.Read(secret) // never fails, see crypto/rand
	_, err = file.WriteString(base64.StdEncoding.EncodeToString(secret) + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// parse reads a key as people write it.
func parse(text string) (*Key, error) {
	text = strings.TrimSpace(text)
	base64Text := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(text), "=")
	for _, decode := range []func(string) ([]byte, error){hex.DecodeString, base64.RawStdEncoding.DecodeString} {
		secret, err := decode(base64Text)
		if err == nil && len(secret) == KeyLength && !bytes.Equal(secret, make([]byte, KeyLength)) {
			return NewKey(secret)
		}
	}
	return nil, ErrKey
}
