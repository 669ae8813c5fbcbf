package importer

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func spooledChunk(number int) *chunk {
	p := &Person{
		ContactID: uuid.Must(uuid.NewV7()), UserID: uuid.Must(uuid.NewV7()), Version: 3,
		Attributes: map[string]string{"cost_center": "410"},
		Grants:     []Grant{{Kind: Groups, Name: "Sales", By: "hr"}},
		CreatedAt:  time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC),
	}
	p.Values[Email] = "anita@example.com"
	e := &Entry{Row: Row{Number: number, Line: number, Cells: []string{"anita@example.com", "s3cret!word"}}}
	e.Set(Email, "anita@example.com")
	e.Secrets = &[NumSecrets]string{Password: "s3cret!word"}
	return &chunk{
		number: number, done: 10, total: 20, entries: []*Entry{e},
		decisions: []*Decision{{Row: number, Result: Created, After: p, Cells: []string{"anita@example.com", HiddenCell}}},
	}
}

func TestSpoolGivesBackWhatItWasGiven(t *testing.T) {
	dir := t.TempDir()
	s, err := newSpool(dir)
	if err != nil {
		t.Fatal(err)
	}
	var want []*chunk
	for n := 1; n <= 5; n++ {
		c := spooledChunk(n)
		if err := s.Append(c); err != nil {
			t.Fatal(err)
		}
		want = append(want, c)
	}
	layout := &Layout{Header: []string{"E-Mail", "Password"}}
	for round := range 2 {
		var got []*chunk
		if err := s.Replay(layout, func(c *chunk) error { got = append(got, c); return nil }); err != nil {
			t.Fatal(err)
		}
		for _, c := range want {
			c.entries[0].Layout = layout
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(chunk{}, snapshot{}, Decision{})); diff != "" {
			t.Errorf("round %d (-want +got):\n%s", round, diff)
		}
		for _, c := range want {
			c.entries[0].Layout = nil
		}
	}
	onDisk, err := os.ReadFile(s.file.Name())
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"s3cret!word", "anita@example.com", "cost_center"} {
		if bytes.Contains(onDisk, []byte(secret)) {
			t.Errorf("the spool shows %q in plain text", secret)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("Close left %v behind", left)
	}
}

func TestSpoolNoticesTampering(t *testing.T) {
	s, err := newSpool(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Append(spooledChunk(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.file.WriteAt([]byte{0xff}, 40); err != nil {
		t.Fatal(err)
	}
	if err := s.Replay(&Layout{}, func(*chunk) error { return nil }); err == nil {
		t.Error("a changed spool was read without an error")
	}
}
