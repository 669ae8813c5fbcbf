package sftpdir_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"muster/importer/value/filename"
	"muster/sources/sftpdir"
)

// long is larger than what one packet holds.
var long = strings.Repeat("4711,Anita,anita@example.com\n", 20_000)

func TestList(t *testing.T) {
	server := serve(t, map[string]remote{
		"people-2.csv": {data: "two"}, "people-1.csv": {data: "o"}, "notes.txt": {data: "x"},
		"people-link.csv": {data: "x", mode: fs.ModeSymlink}, "people-dir.csv": {mode: fs.ModeDir},
		"people-\n.csv": {}, "people-\u202evsc.csv": {}, "people-\xff.csv": {}, `people-..\x.csv`: {}, "people-pipe.csv": {mode: fs.ModeNamedPipe},
	})
	folder := dial(t, server.options(t))
	files, refused, err := folder.List(t.Context(), "people-*.csv")
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[string]int64{}
	for _, info := range files {
		sizes[info.Name()] = info.Size()
		if !info.ModTime().Equal(time.Unix(1_800_000_000, 0)) {
			t.Errorf("%s was written at %v", info.Name(), info.ModTime())
		}
	}
	if diff := cmp.Diff(map[string]int64{"people-1.csv": 1, "people-2.csv": 3}, sizes); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if len(refused) != 7 {
		t.Errorf("refused %q", refused)
	}
	for _, refused := range refused {
		if !errors.Is(refused, filename.ErrRefused) || strings.ContainsAny(refused.Error(), "\n\u202e") || !utf8.ValidString(refused.Error()) {
			t.Errorf("refused: %q", refused)
		}
	}
	if _, _, err := folder.List(t.Context(), "[a"); err == nil {
		t.Error("a pattern without an end is accepted")
	}
}

func TestListWithoutFolder(t *testing.T) {
	o := serve(t, nil).options(t)
	o.Folder = "/nowhere"
	if _, _, err := dial(t, o).List(t.Context(), "*"); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "/nowhere") {
		t.Errorf("no such folder: %v", err)
	}
}

func TestFetch(t *testing.T) {
	server := serve(t, map[string]remote{"short.csv": {data: "id\n1\n"}, "long.csv": {data: long}, "empty.csv": {}})
	folder := dial(t, server.options(t))
	for name, file := range server.files {
		var got bytes.Buffer
		if err := folder.Fetch(t.Context(), name, &got); err != nil || got.String() != file.data {
			t.Errorf("%s: %d bytes, %v", name, got.Len(), err)
		}
	}
}

// TestFetchRefuses is about files that are no files, and servers that do not tell the truth.
func TestFetchRefuses(t *testing.T) {
	size := int64(len(long))
	server := serve(t, map[string]remote{
		"link.csv":       {mode: fs.ModeSymlink, data: "x"},
		"folder.csv":     {mode: fs.ModeDir},
		"vanished.csv":   {data: "vanished"},
		"forbidden.csv":  {data: "forbidden"},
		"less.csv":       {data: long, claim: size + 70_000},
		"a little less":  {data: "id\n", claim: 4},
		"more.csv":       {data: long, claim: size - 70_000},
		"a little more":  {data: "id\n1\n", claim: 3},
		"grows.csv":      {data: long, later: size + 1},
		"shrinks.csv":    {data: long, later: size - 1},
		"impossible.csv": {data: "x", claim: -1},
		"huge.csv":       {data: long, claim: 1 << 60},
	})
	folder := dial(t, server.options(t))
	for name, want := range map[string]error{
		"link.csv": filename.ErrRefused, "folder.csv": filename.ErrRefused, "impossible.csv": filename.ErrRefused,
		"..": filename.ErrRefused, "../../etc/passwd": filename.ErrRefused, "": filename.ErrRefused, "a\x00b": filename.ErrRefused,
		"vanished.csv": fs.ErrNotExist, "missing.csv": fs.ErrNotExist, "forbidden.csv": fs.ErrPermission,
		"less.csv": sftpdir.ErrChanged, "a little less": sftpdir.ErrChanged, "more.csv": sftpdir.ErrChanged,
		"a little more": sftpdir.ErrChanged, "grows.csv": sftpdir.ErrChanged, "shrinks.csv": sftpdir.ErrChanged, "huge.csv": sftpdir.ErrChanged,
	} {
		if err := folder.Fetch(t.Context(), name, new(bytes.Buffer)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

// TestFetchToFullDisk returns the error of the writer.
func TestFetchToFullDisk(t *testing.T) {
	folder := dial(t, serve(t, map[string]remote{"long.csv": {data: long}}).options(t))
	if err := folder.Fetch(t.Context(), "long.csv", full{}); !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
}

var errFull = errors.New("no space left on the disk")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestCut breaks the connection at many points: there is an error, or all is there.
func TestCut(t *testing.T) {
	const step = 23_456
	cuts := 0
	for after := 1; ; after += step {
		server := serve(t, map[string]remote{"long.csv": {data: long}}, func(s *server) { s.cutAfter = after })
		got, err := fetch(t.Context(), server.options(t), "long.csv")
		if err == nil {
			if got != long {
				t.Fatalf("cut after %d bytes: %d bytes came of %d, without an error", after, len(got), len(long))
			}
			break
		}
		cuts++
	}
	if cuts < len(long)/step {
		t.Errorf("%d cuts, expected %d", cuts, len(long)/step)
	}
	t.Logf("%d cuts", cuts)
}

// fetch connects and fetches.
func fetch(ctx context.Context, o sftpdir.Options, name string) (string, error) {
	folder, err := sftpdir.Dial(ctx, o)
	if err != nil {
		return "", err
	}
	var got bytes.Buffer
	err = folder.Fetch(ctx, name, &got)
	return got.String(), errors.Join(err, folder.Close())
}

func TestSilentServer(t *testing.T) {
	o := serve(t, map[string]remote{"people.csv": {data: long, hang: true}}).options(t)
	o.Timeout = 300 * time.Millisecond
	if _, err := fetch(t.Context(), o, "people.csv"); !errors.Is(err, sftpdir.ErrSilent) {
		t.Errorf("%v", err)
	}
}

// TestCancel ends a fetch that would never end, by its own context and by that of the connection.
func TestCancel(t *testing.T) {
	for _, whose := range []string{"connection", "fetch"} {
		t.Run(whose, func(t *testing.T) {
			server := serve(t, map[string]remote{"people.csv": {data: long, hang: true}})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			connection, own := ctx, t.Context()
			if whose == "fetch" {
				connection, own = own, connection
			}
			folder, err := sftpdir.Dial(connection, server.options(t))
			if err != nil {
				t.Fatal(err)
			}
			defer folder.Close()
			time.AfterFunc(100*time.Millisecond, cancel)
			if err := folder.Fetch(own, "people.csv", new(bytes.Buffer)); !errors.Is(err, context.Canceled) {
				t.Errorf("%v", err)
			}
			if _, _, err := folder.List(t.Context(), "*"); err == nil {
				t.Error("a connection that was cut still lists")
			}
		})
	}
}

// TestKeepAlive asks often, which is to disturb nothing.
func TestKeepAlive(t *testing.T) {
	o := serve(t, map[string]remote{"people.csv": {data: long}}).options(t)
	o.KeepAlive = time.Millisecond
	folder := dial(t, o)
	for range 20 {
		var got bytes.Buffer
		if err := folder.Fetch(t.Context(), "people.csv", &got); err != nil || got.String() != long {
			t.Fatalf("%d bytes, %v", got.Len(), err)
		}
	}
}

// TestKeepAliveUnanswered cuts an idle connection whose server is no longer there.
func TestKeepAliveUnanswered(t *testing.T) {
	server := serve(t, nil, func(s *server) { s.deaf = true })
	o := server.options(t)
	folder := dial(t, o)
	select {
	case <-server.gone:
		t.Fatal("cut off before it was asked anything")
	default:
	}
	if err := folder.Close(); err != nil {
		t.Error(err)
	}
	<-server.gone
	o.KeepAlive, o.Timeout = time.Millisecond, 300*time.Millisecond
	folder = dial(t, o)
	<-server.gone
	if _, _, err := folder.List(t.Context(), "*"); !errors.Is(err, sftpdir.ErrSilent) {
		t.Errorf("%v", err)
	}
}
