package seal_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"muster/importer/value/seal"
)

// environment returns a getenv that knows MUSTER_KEY only.
func environment(key string) func(string) string {
	return func(name string) string {
		if name == seal.Environment {
			return key
		}
		return ""
	}
}

func TestKeyFromTheEnvironment(t *testing.T) {
	secret := bytes.Repeat([]byte{0xfb}, seal.KeyLength) // has + and / in base64
	want := keyOf(t, 0xfb).ID()
	for name, text := range map[string]string{
		"hex":             hex.EncodeToString(secret),
		"upper-case hex":  strings.ToUpper(hex.EncodeToString(secret)),
		"base64":          base64.StdEncoding.EncodeToString(secret),
		"without padding": base64.RawStdEncoding.EncodeToString(secret),
		"for URLs":        base64.URLEncoding.EncodeToString(secret),
		"with line end":   base64.StdEncoding.EncodeToString(secret) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			key, err := seal.LoadKey(environment(text), "", false)
			if err != nil {
				t.Fatal(err)
			}
			if key.ID() != want {
				t.Errorf("key %s, want %s", key.ID(), want)
			}
		})
	}
}

func TestWhatIsNoKeyIsRefusedAndNotShown(t *testing.T) {
	for name, text := range map[string]string{
		"a password": "correct-horse-battery-staple",
		"16 bytes":   base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{5}, 16)),
		"33 bytes":   hex.EncodeToString(bytes.Repeat([]byte{5}, 33)),
		"all zero":   hex.EncodeToString(make([]byte, seal.KeyLength)),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := seal.LoadKey(environment(text), "", false)
			if !errors.Is(err, seal.ErrKey) {
				t.Fatalf("error %v, want %v", err, seal.ErrKey)
			}
			if strings.Contains(err.Error(), text) {
				t.Error("the error shows the key")
			}
		})
	}
}

func TestTheEnvironmentGoesBeforeTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if _, err := seal.LoadKey(environment(""), path, true); err != nil {
		t.Fatal(err)
	}
	key, err := seal.LoadKey(environment(strings.Repeat("07", seal.KeyLength)), path, true)
	if err != nil || key.ID() != keyOf(t, 7).ID() {
		t.Errorf("key %v, %v, want that of the environment", key, err)
	}
}

func TestAKeyFileIsMadeOnceAndForItsOwner(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "key")
	if _, err := seal.LoadKey(environment(""), path, false); !errors.Is(err, seal.ErrNoKey) {
		t.Fatalf("without create: error %v, want %v", err, seal.ErrNoKey)
	}
	first, err := seal.LoadKey(environment(""), path, true)
	if err != nil {
		t.Fatal(err)
	}
	again, err := seal.LoadKey(environment(""), path, true)
	if err != nil || again.ID() != first.ID() {
		t.Errorf("the second time %v, %v, want %v", again, err, first)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("mode %o, want 600", mode)
	}
	if files, _ := os.ReadDir(folder); len(files) != 1 {
		t.Errorf("%d files in the folder, want the key alone", len(files))
	}
}

func TestManyMakeOneKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	ids := make([]string, 16)
	var group sync.WaitGroup
	for i := range ids {
		group.Go(func() {
			if key, err := seal.LoadKey(environment(""), path, true); err == nil {
				ids[i] = key.ID()
			}
		})
	}
	group.Wait()
	for _, id := range ids {
		if id == "" || id != ids[0] {
			t.Fatalf("keys %v, want the same everywhere", ids)
		}
	}
}

func TestAKeyFileThatCannotBeUsed(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // no such modes
	}
	for name, tt := range map[string]struct {
		text string
		mode os.FileMode
		want error
	}{
		"others may read":  {strings.Repeat("07", seal.KeyLength), 0o604, seal.ErrReadable},
		"group may read":   {strings.Repeat("07", seal.KeyLength), 0o640, seal.ErrReadable},
		"others may write": {strings.Repeat("07", seal.KeyLength), 0o602, seal.ErrReadable},
		"empty":            {"", 0o600, seal.ErrKey},
		"no key":           {"hello", 0o600, seal.ErrKey},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "key")
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, tt.mode); err != nil {
				t.Fatal(err)
			}
			if _, err := seal.LoadKey(environment(""), path, true); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
		})
	}
}

func TestAFolderIsNoKeyFile(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.LoadKey(environment(""), folder, true); err == nil {
		t.Error("no error")
	}
	if _, err := seal.LoadKey(environment(""), filepath.Join(folder, "none", "key"), true); err == nil {
		t.Error("no error where there is no folder to put the file into")
	}
}
