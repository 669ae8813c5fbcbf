package csvfile_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"muster/importer"
	"muster/sources/csvfile"
	"muster/sources/sourcetest"
)

func read(t testing.TB, text string, o csvfile.Options) []sourcetest.Read {
	t.Helper()
	r, err := csvfile.New(strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return sourcetest.All(t, r)
}

// TestRecords reads texts whose dialect has to be found.
func TestRecords(t *testing.T) {
	type rows = [][]string
	for name, c := range map[string]struct {
		text string
		want rows
	}{
		"plain":                     {"a,b\n1,2\n", rows{{"a", "b"}, {"1", "2"}}},
		"no end of the last line":   {"a,b\n1,2", rows{{"a", "b"}, {"1", "2"}}},
		"CRLF":                      {"a,b\r\n1,2\r\n", rows{{"a", "b"}, {"1", "2"}}},
		"CR":                        {"a,b\r1,2\r", rows{{"a", "b"}, {"1", "2"}}},
		"mixed line ends":           {"a,b\r1,2\n3,4\r\n\r5,6", rows{{"a", "b"}, {"1", "2"}, {"3", "4"}, nil, {"5", "6"}}},
		"blank lines":               {"\na,b\n\n1,2\n\n", rows{nil, {"a", "b"}, nil, {"1", "2"}, nil}},
		"ragged":                    {"a,b,c\n1,2\n1,2,3,4\n1,2,\n", rows{{"a", "b", "c"}, {"1", "2"}, {"1", "2", "3", "4"}, {"1", "2", ""}}},
		"quoted delimiter":          {"a,b\n\"1,5\",2\n", rows{{"a", "b"}, {"1,5", "2"}}},
		"quoted line end":           {"a,b\n\"1\r\n5\",2\n", rows{{"a", "b"}, {"1\r\n5", "2"}}},
		"doubled quotes":            {"a,b\n\"say \"\"hi\"\"\",\"\"\n", rows{{"a", "b"}, {`say "hi"`, ""}}},
		"only quotes":               {"a,b\n\"\"\"\",x\n", rows{{"a", "b"}, {`"`, "x"}}},
		"escaped quotes":            {"a;b\n\"say \\\"hi; you\\\"\";1\n\"c:\\\\d\\e\";2\n", rows{{"a", "b"}, {`say "hi; you"`, "1"}, {`c:\d\e`, "2"}}},
		"backslash at the end":      {"a,b\n\"c:\\dir\\\",1\n\"d:\\\",2\n", rows{{"a", "b"}, {`c:\dir\`, "1"}, {`d:\`, "2"}}},
		"lone quotes":               {"a,b\n5\" disk,the \"best\"\n", rows{{"a", "b"}, {`5" disk`, `the "best"`}}},
		"spaces behind a quote":     {"a,b\n\"1\" ,2\n\"3,0\"  \n", rows{{"a", "b"}, {"1", "2"}, {"3,0"}}},
		"spaces before a quote":     {"a, b\n1, \"2, 3\"\n4, \"5\"\n", rows{{"a", " b"}, {"1", "2, 3"}, {"4", "5"}}},
		"apostrophes as quotes":     {"'a','b'\n'1','O''Brien, Tom'\n'2','x'\n", rows{{"a", "b"}, {"1", "O'Brien, Tom"}, {"2", "x"}}},
		"apostrophes escaped":       {"'a','b'\n'1','O\\'Brien, Tom'\n'2','x'\n", rows{{"a", "b"}, {"1", "O'Brien, Tom"}, {"2", "x"}}},
		"apostrophes in names":      {"a,b\n'tHooft,O'Brien\nd','x\n", rows{{"a", "b"}, {"'tHooft", "O'Brien"}, {"d'", "'x"}}},
		"semicolon":                 {"a;b\n1,5;2\n2,5;3\n", rows{{"a", "b"}, {"1,5", "2"}, {"2,5", "3"}}},
		"tab":                       {"a\tb\n1, 2\t3\n", rows{{"a", "b"}, {"1, 2", "3"}}},
		"pipe":                      {"a|b\n1;2|3\n", rows{{"a", "b"}, {"1;2", "3"}}},
		"colon":                     {"root:x:0\ndaemon:x:1\n", rows{{"root", "x", "0"}, {"daemon", "x", "1"}}},
		"times are not cut apart":   {"12:30:01\n12:31:02\n", rows{{"12:30:01"}, {"12:31:02"}}},
		"URLs are not cut apart":    {"https://a.example\nhttp://b.example\n", rows{{"https://a.example"}, {"http://b.example"}}},
		"list column":               {"name,groups\nAnn,a;b\nBob,c;d\n", rows{{"name", "groups"}, {"Ann", "a;b"}, {"Bob", "c;d"}}},
		"title above":               {"People of 2026\n\nid;name\n1;Ann\n2;Bob\n", rows{{"People of 2026"}, nil, {"id", "name"}, {"1", "Ann"}, {"2", "Bob"}}},
		"announced":                 {"sep=;\r\na,b;c\r\n", rows{{"a,b", "c"}}},
		"announced, in quotes":      {"\"sep=|\"\na,b|c\n", rows{{"a,b", "c"}}},
		"announced tab":             {"SEP=\\t\na,b\tc\n", rows{{"a,b", "c"}}},
		"two marks":                 {"\uFEFF\uFEFFa,b\n", rows{{"a", "b"}}},
		"prose":                     {"name\nSingh, Anita\nLee, Al\n", rows{{"name"}, {"Singh, Anita"}, {"Lee, Al"}}},
		"mark":                      {"\uFEFFa,b\n", rows{{"a", "b"}}},
		"mark before a quote":       {"\uFEFF\"a,x\",b\n1,2\n", rows{{"a,x", "b"}, {"1", "2"}}},
		"mark before the separator": {"\uFEFFsep=;\na;b,c\n", rows{{"a", "b,c"}}},
		"end of a DOS text":         {"a,b\n1,2\n\x1a\x1a", rows{{"a", "b"}, {"1", "2"}}},
		"one character":             {"a", rows{{"a"}}},
		"one column":                {"name\nAnn\n", rows{{"name"}, {"Ann"}}},
		"empty":                     {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, c.text, csvfile.Options{})
			for _, r := range got {
				if r.Broken != "" {
					t.Errorf("row %d: %s", r.Row.Number, r.Broken)
				}
			}
			if diff := cmp.Diff(c.want, sourcetest.Cells(got), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestBroken reads texts with a record that cannot be read, and looks at what becomes of the others.
func TestBroken(t *testing.T) {
	rest := "3,Cid,c@x.example\n"
	for name, c := range map[string]struct {
		record string // behind a header, before the rest
		rows   int    // records of it
		number int    // of the broken row
		says   string
		cells  []string // of the broken row
	}{
		"unclosed quote":              {"1,\"Ann,a@x.example\n2,Bob,b@x.example\n", 2, 2, "opened on line 2", []string{"1", `"Ann`, "a@x.example"}},
		"unclosed before a quoted":    {"1,\"Ann,a@x.example\n2,\"Bob\",b@x.example\n", 2, 2, "opened on line 2", []string{"1", `"Ann`, "a@x.example"}},
		"unclosed in the last column": {"1,Ann,\"a@x.example\n2,Bob,b@x.example\n", 2, 2, "opened on line 2", []string{"1", "Ann", `"a@x.example`}},
		"unclosed and closed by size": {"1,\"Ann,a@x.example\n2,Bob,5\"\n", 2, 2, "opened on line 2", []string{"1", `"Ann`, "a@x.example"}},
		"stray quote":                 {"1,\"Ann \"Nan\" Lee\",a@x.example\n", 1, 2, "in the middle", []string{"1", `Ann "Nan" Lee`, "a@x.example"}},
		"text behind a quote":         {"1,\"Ann\"x,a@x.example\n", 1, 2, "in the middle", []string{"1", `"Ann"x`, "a@x.example"}},
		"stray on the second line":    {"1,\"A\nB\",\"x\"y\n", 1, 2, "on line 3 has a quote in the middle", []string{"1", "A\nB", `"x"y`}},
		"undecodable":                 {"1,Ann,a\xff@x.example\n", 1, 2, "column 3 has bytes that are no utf-8", []string{"1", "Ann", "a\uFFFD@x.example"}},
		"undecodable in quotes":       {"1,\"Ann\xff\xfe\",\"\xff\"\n", 1, 2, "column 2", []string{"1", "Ann\uFFFD", "\uFFFD"}},
		"NUL":                         {"1,A\x00nn,a@x.example\n", 1, 2, "column 2 has a NUL byte", []string{"1", "A\x00nn", "a@x.example"}},
		"large cell":                  {"1," + strings.Repeat("x", 2000) + ",a\n", 1, 2, "larger than 1 KiB", []string{"1", strings.Repeat("x", 2000), "a"}},
		"large quoted cell":           {"1,\"" + strings.Repeat("x", 2000) + "\",a\n", 1, 2, "larger than 1 KiB", []string{"1", strings.Repeat("x", 2000), "a"}},
		"endless line":                {"1," + strings.Repeat("x", 200_000) + ",a\n", 1, 2, "larger than 1 KiB", nil},
		"endless quoted line":         {"1,\"" + strings.Repeat("x", 200_000) + "\",a\n", 1, 2, "larger than 1 KiB", nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := csvfile.Plain()
			d.Columns = 3
			got := read(t, "id,name,mail\n"+c.record+rest, csvfile.Options{Dialect: d, MaxCell: 1 << 10})
			if len(got) != 2+c.rows {
				t.Fatalf("%d rows, want %d: %q", len(got), 2+c.rows, sourcetest.Cells(got))
			}
			for i, r := range got {
				if broken := r.Broken != ""; broken != (r.Row.Number == c.number) {
					t.Errorf("row %d (number %d): %q", i+1, r.Row.Number, r.Broken)
				}
			}
			if b := got[c.number-1]; !strings.Contains(b.Broken, c.says) || !cmp.Equal(b.Row.Cells, c.cells, cmpopts.EquateEmpty()) && name != "endless quoted line" {
				t.Errorf("got %q: %.200q; want %q: %.200q", b.Broken, b.Row.Cells, c.says, c.cells)
			}
			if last := got[len(got)-1]; !cmp.Equal(last.Row.Cells, []string{"3", "Cid", "c@x.example"}) {
				t.Errorf("the last row is %q", last.Row.Cells)
			}
		})
	}
}

// TestPlace checks how rows and lines are counted.
func TestPlace(t *testing.T) {
	text := "sep=,\r\nid,note\r\n\r\n1,\"two\r\nlines\rand\nmore\"\r\n2,\"open\r\n3,\"x\"\r"
	type place struct{ Number, Line int }
	want := []place{{1, 2}, {2, 3}, {3, 4}, {4, 8}, {5, 9}}
	var got []place
	for _, r := range read(t, text, csvfile.Options{}) {
		got = append(got, place{r.Row.Number, r.Row.Line})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSmallReads gives the reader its text in every way that an io.Reader may.
func TestSmallReads(t *testing.T) {
	text := "id,note\r\n1,\"say \"\"hi\"\"\r\nyou\" \r\n2,\"un\"closed\r\n\r3,\xff\r\n\x1a"
	whole := read(t, text, csvfile.Options{Dialect: csvfile.Plain()})
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"one byte": iotest.OneByteReader, "half": iotest.HalfReader, "data with the end": iotest.DataErrReader,
	} {
		r, err := csvfile.New(wrap(strings.NewReader(text)), csvfile.Options{Dialect: csvfile.Plain()})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(whole, sourcetest.All(t, r)); diff != "" {
			t.Errorf("%s (-whole +got):\n%s", name, diff)
		}
	}
}

// TestLongText reads more than what is buffered at once, with records across the borders.
func TestLongText(t *testing.T) {
	var text strings.Builder
	want := 50_000
	for range want {
		text.WriteString("17,\"a, \"\"quoted\"\"\nnote\",Müller\r\n")
	}
	rows := read(t, text.String(), csvfile.Options{})
	if len(rows) != want {
		t.Fatalf("%d rows, want %d", len(rows), want)
	}
	for _, r := range rows {
		if !cmp.Equal(r.Row.Cells, []string{"17", "a, \"quoted\"\nnote", "Müller"}) {
			t.Fatalf("row %d is %q (%s)", r.Row.Number, r.Row.Cells, r.Broken)
		}
	}
}

// TestReadFails hands on the error of the text, behind the rows before it, again and again.
func TestReadFails(t *testing.T) {
	broken := errors.New("the cable is out")
	for _, text := range []string{"a,b\n1,2\n3,", "a,b\n1,2\n3,\"x"} {
		r, err := csvfile.New(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), csvfile.Options{Dialect: csvfile.Plain()})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := r.Read(); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if _, err := r.Read(); !errors.Is(err, broken) {
				t.Errorf("got %v, want %v", err, broken)
			}
		}
	}
	if _, err := csvfile.New(iotest.ErrReader(broken), csvfile.Options{}); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

func TestClosed(t *testing.T) {
	r, err := csvfile.New(strings.NewReader("a,b\n"), csvfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(r.Close(), r.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

func TestConformance(t *testing.T) {
	text := []byte("sep=,\nid,name\n\n1,\"two\nlines\"\n2,\"un\"closed\n3,\xff\n4,Ann")
	sourcetest.Test(t, func(t testing.TB) importer.Source {
		r, err := csvfile.New(bytes.NewReader(text), csvfile.Options{Size: int64(len(text))})
		if err != nil {
			t.Fatal(err)
		}
		return r
	})
}
