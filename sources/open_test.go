package sources_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/xuri/excelize/v2"

	"muster/importer"
	"muster/sources"
	"muster/sources/sourcetest"
)

const list = "id,name\n1,Anita\n2,Bob\n"

func gzipped(data string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, data); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func zstandard(data string) string {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err) // there are no options to be wrong
	}
	return string(w.EncodeAll([]byte(data), nil))
}

// zipped returns a ZIP archive of files, given by name and content in turns.
func zipped(files ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// workbook returns a workbook of sheets, each a name and the cells of its first column; a name
// that begins with "-" is that of a hidden sheet.
func workbook(t testing.TB, sheets ...[]string) string {
	t.Helper()
	book := excelize.NewFile()
	for i, s := range sheets {
		name, hidden := strings.CutPrefix(s[0], "-") // the active sheet cannot be hidden
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for row, cell := range s[1:] {
			at, err := excelize.CoordinatesToCellName(1, row+1)
			if err == nil {
				err = book.SetCellStr(name, at, cell)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if i == 0 {
			if err := book.DeleteSheet("Sheet1"); err != nil {
				t.Fatal(err)
			}
		}
		if !hidden {
			book.SetActiveSheet(i)
		}
	}
	for _, s := range sheets {
		if name, hidden := strings.CutPrefix(s[0], "-"); hidden {
			if err := book.SetSheetVisible(name, false); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func save(t testing.TB, name, data string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, location string, c sources.Config) *sources.File {
	t.Helper()
	f, err := sources.Open(context.Background(), location, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(f.Close(), f.Close()); err != nil {
			t.Error(err)
		}
	})
	return f
}

func cells(t testing.TB, f *sources.File) [][]string {
	t.Helper()
	rows, err := f.Rows()
	if err != nil {
		t.Fatal(err)
	}
	all := sourcetest.Cells(sourcetest.All(t, rows))
	if err := rows.Close(); err != nil {
		t.Error(err)
	}
	return all
}

// TestOpen opens the same list in every form, whatever the file is called.
func TestOpen(t *testing.T) {
	book := workbook(t, []string{"People", "id", "1"})
	for name, c := range map[string]struct {
		data, format, encoding string
		want                   [][]string
	}{
		"plain.xlsx":     {list, "csv", "utf-8", [][]string{{"id", "name"}, {"1", "Anita"}, {"2", "Bob"}}},
		"bracket.json":   {"[id],[name]\n1,x\n", "csv", "utf-8", [][]string{{"[id]", "[name]"}, {"1", "x"}}},
		"packed.csv.gz":  {gzipped(list), "csv", "utf-8", [][]string{{"id", "name"}, {"1", "Anita"}, {"2", "Bob"}}},
		"two.gz":         {gzipped(list) + gzipped("3,Cid\n"), "csv", "utf-8", [][]string{{"id", "name"}, {"1", "Anita"}, {"2", "Bob"}, {"3", "Cid"}}},
		"packed.csv.zst": {zstandard(list), "csv", "utf-8", [][]string{{"id", "name"}, {"1", "Anita"}, {"2", "Bob"}}},
		"packed.zip":     {zipped("d/", "", "d/people.csv", list, "__MACOSX/d/._people.csv", "x", "d/.DS_Store", "x"), "csv", "utf-8", [][]string{{"id", "name"}, {"1", "Anita"}, {"2", "Bob"}}},
		"book.csv":       {book, "xlsx", "", [][]string{{"id"}, {"1"}}},
		"book.xlsx.gz":   {gzipped(book), "xlsx", "", [][]string{{"id"}, {"1"}}},
		"book.zip":       {zipped("people.xlsx", book), "xlsx", "", [][]string{{"id"}, {"1"}}},
		"latin1.csv":     {"id,name\n1,M\xfcller\n", "csv", "windows-1252", [][]string{{"id", "name"}, {"1", "Müller"}}},
		"latin1.csv.gz":  {gzipped("id,name\n1,M\xfcller\n"), "csv", "windows-1252", [][]string{{"id", "name"}, {"1", "Müller"}}},
		"unmarked.csv":   {"i\x00d\x00,\x00n\x00\n\x001\x00,\x00\xfc\x00\n\x00", "csv", "utf-16le", [][]string{{"id", "n"}, {"1", "ü"}}},
		"one character":  {"a", "csv", "utf-8", [][]string{{"a"}}},
		"damaged byte":   {"id,name\n1,a\x00b\n", "csv", "utf-8", [][]string{{"id", "name"}, {"1", "a\x00b"}}},
	} {
		t.Run(name, func(t *testing.T) {
			path := save(t, name, c.data)
			f := open(t, path, sources.Config{})
			if f.Format != c.format || f.Encoding != c.encoding || f.Size != int64(len(c.data)) || len(f.SHA256) != 64 || f.Name != name {
				t.Errorf("got %+v", f)
			}
			for range 2 {
				if diff := cmp.Diff(c.want, cells(t, f)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
			piped := open(t, "-", sources.Config{Stdin: iotest.HalfReader(strings.NewReader(c.data))})
			if diff := cmp.Diff(c.want, cells(t, piped)); diff != "" || piped.SHA256 != f.SHA256 {
				t.Errorf("from standard input, %s instead of %s (-want +got):\n%s", piped.SHA256, f.SHA256, diff)
			}
		})
	}
}

// TestRefused opens what is no list of people, and expects a sentence that says what to do.
func TestRefused(t *testing.T) {
	noise := strings.Repeat("\x01\x02\x03\x80\xfe\x00z", 500)
	many := make([]string, 24_000)
	for i := range many {
		if i%2 == 0 {
			many[i] = strings.Repeat("x", i%50+1)
		}
	}
	for name, c := range map[string]struct{ data, says string }{
		"empty.csv":    {"", "is empty"},
		"blank.csv":    {"\uFEFF\r\n \r\n", "is empty"},
		"empty.csv.gz": {gzipped(""), "is empty"},
		"noise":        {noise, "binary file"},
		"noise.gz":     {gzipped(noise), "binary file"},
		"people.pdf":   {"%PDF-1.7\n", "PDF"},
		"people.xls":   {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "old format (.xls)"},
		"locked.xlsx":  {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "password"},
		"page.xls":     {" <HTML xmlns:o=\"x\"><table>", "web page"},
		"xml.xls":      {"\uFEFF<?xml version=\"1.0\"?><Workbook>", "XML"},
		"people.ods":   {zipped("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>"), ".ods"},
		"object.json":  {"{\"people\": [1]}", "JSON"},
		"list.json":    {"[\n  {\"id\": 1},", "JSON"},
		"packed.json":  {gzipped("[{\"id\": 1}]"), "JSON"},
		"cut.csv.gz":   {gzipped(strings.Repeat(list, 100))[:60], "cut off"},
		"cut.csv.zst":  {zstandard(strings.Repeat(list, 9999))[:40], "cut off"},
		"cut.zip":      {zipped("people.csv", list)[:60], "cut off"},
		"cut.xlsx":     {workbook(t, []string{"People", "id"})[:2000], "damaged"},
		"twice.gz":     {gzipped(gzipped(list)), "packed twice"},
		"twice.zip":    {zipped("people.zip", zipped("people.csv", list)), "packed twice"},
		"two.zip":      {zipped("a.csv", list, "b.csv", list), "2 files (a.csv, b.csv"},
		"none.zip":     {zipped("d/", ""), "no file"},
		"many.zip":     {zipped(many...), "more entries"},
		"bomb.gz":      {gzipped(strings.Repeat("\x00", 3<<20)), "unpacks to far more"},
		"bomb.zst":     {zstandard(strings.Repeat("x", 3<<20)), "unpacks to far more"},
		"bomb.zip":     {zipped("people.csv", strings.Repeat("x", 3<<20)), "unpacks to far more"},
		"bomb.xlsx.gz": {gzipped(zipped("a", strings.Repeat("x", 3<<20)) + strings.Repeat("\x00", 3<<20)), "unpacks to far more"},
		"old.csv":      {"id,name\n1,in_\xff\xff_valid\n", "--encoding"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := sources.Open(context.Background(), save(t, name, c.data), sources.Config{})
			if err == nil {
				t.Fatalf("opened as %s: %q", f.Format, cells(t, f))
			}
			if !errors.Is(err, sources.ErrNotUnderstood) || !strings.Contains(err.Error(), c.says) || strings.ContainsAny(err.Error(), "\n") {
				t.Errorf("got %q; want one sentence with %q", err, c.says)
			}
		})
	}
}

// TestNotThere is about locations with no file.
func TestNotThere(t *testing.T) {
	folder := t.TempDir()
	for location, c := range map[string]struct {
		says       string
		understood bool
	}{
		filepath.Join(folder, "nobody.csv"): {"no such file", true},
		folder:                              {"is a folder", false},
		"sftp://hr@example.com/":            {"is a folder", false},
	} {
		_, err := sources.Open(context.Background(), location, sources.Config{})
		if err == nil || !strings.Contains(err.Error(), c.says) || errors.Is(err, sources.ErrNotUnderstood) == c.understood {
			t.Errorf("%s: %v", location, err)
		}
	}
	if _, err := sources.Open(context.Background(), filepath.Join(folder, "nobody.csv"), sources.Config{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file is %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := sources.Open(ctx, save(t, "people.csv", list), sources.Config{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestSettings overrides what would be detected.
func TestSettings(t *testing.T) {
	path := save(t, "people.csv", "id;n,ame\n1;Micha\xb3\n")
	f := open(t, path, sources.Config{CSV: sources.CSVConfig{Delimiter: "comma", Encoding: "cp1250"}})
	if diff := cmp.Diff([][]string{{"id;n", "ame"}, {"1;Michał"}}, cells(t, f)); diff != "" || f.Delimiter != "," || f.Encoding != "windows-1250" {
		t.Errorf("%q %q (-want +got):\n%s", f.Delimiter, f.Encoding, diff)
	}
	f = open(t, save(t, "doubt.csv", "id,name\n1,in_\xff\xff_valid\n"), sources.Config{Guess: true})
	if len(f.Doubts) != 1 || !strings.Contains(f.Doubts[0], "--encoding") {
		t.Errorf("doubts are %q", f.Doubts)
	}
	f = open(t, save(t, "list.csv", "{\"a\":1}\n"), sources.Config{Format: "csv"})
	if got := cells(t, f); len(got) != 1 {
		t.Errorf("read %q", got)
	}
	open(t, save(t, "a.xlsx", workbook(t, []string{"A", "x"})), sources.Config{CSV: sources.CSVConfig{Delimiter: "auto", Encoding: "auto"}})
	for _, c := range []struct {
		data   string
		config sources.Config
	}{
		{list, sources.Config{Format: "xlsx"}},
		{workbook(t, []string{"A", "x"}), sources.Config{Format: "csv"}},
		{list, sources.Config{Format: "ods"}},
		{zipped("a.csv", list), sources.Config{Format: "xlsx"}},
		{list, sources.Config{XLSX: sources.XLSXConfig{Sheet: "1"}}},
		{gzipped(list), sources.Config{XLSX: sources.XLSXConfig{Sheet: "1"}}},
		{workbook(t, []string{"A", "x"}), sources.Config{CSV: sources.CSVConfig{Delimiter: ";"}}},
		{workbook(t, []string{"A", "x"}), sources.Config{CSV: sources.CSVConfig{Encoding: "utf-8"}}},
	} {
		if _, err := sources.Open(context.Background(), save(t, "x", c.data), c.config); !errors.Is(err, sources.ErrNotUnderstood) {
			t.Errorf("%+v: %v", c.config, err)
		}
	}
}

// TestDamagedLine reads the rest of a file in which one line is in another encoding.
func TestDamagedLine(t *testing.T) {
	f := open(t, save(t, "people.csv", "id,name\n1,Müller\n2,M\xfcller\n3,Łukasz\n4,Bob\n"), sources.Config{})
	if f.Encoding != "utf-8" || len(f.Doubts) != 1 || !strings.Contains(f.Doubts[0], "are not: 1)") {
		t.Errorf("%s, %q", f.Encoding, f.Doubts)
	}
	rows, err := f.Rows()
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for _, r := range sourcetest.All(t, rows) {
		if broken := r.Broken != ""; broken != (r.Row.Number == 3) {
			t.Errorf("row %d, %q: %q", r.Row.Number, r.Row.Cells, r.Broken)
		}
	}
}

// TestStandardInput leaves no copy behind.
func TestStandardInput(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	f, err := sources.Open(context.Background(), "-", sources.Config{Stdin: strings.NewReader(list)})
	if err != nil {
		t.Fatal(err)
	}
	copies, err := filepath.Glob(filepath.Join(os.TempDir(), "*"))
	if err != nil || len(copies) != 1 {
		t.Fatalf("copies are %v (%v)", copies, err)
	}
	if info, err := os.Stat(copies[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy is %v (%v)", info.Mode(), err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("the cable is out")
	if _, err := sources.Open(context.Background(), "-", sources.Config{Stdin: iotest.ErrReader(broken)}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if copies, err := filepath.Glob(filepath.Join(os.TempDir(), "*")); err != nil || len(copies) != 0 {
		t.Errorf("copies are left: %v (%v)", copies, err)
	}
}

// TestSheets chooses among the sheets of a workbook.
func TestSheets(t *testing.T) {
	path := save(t, "people.xlsx", workbook(t, []string{"-Codes", "c"}, []string{"Notes"}, []string{"People", "id", "1"}, []string{"2", "old"}))
	f := open(t, path, sources.Config{})
	if got := cells(t, f); f.Sheet != "People" || len(got) != 2 {
		t.Errorf("sheet %q has %q", f.Sheet, got)
	}
	if said := strings.Join(f.Doubts, "\n"); !strings.Contains(said, `"2"`) || !strings.Contains(said, `"Codes"`) || strings.Contains(said, "Notes") {
		t.Errorf("doubts are %q", f.Doubts)
	}
	if len(f.Sheets()) != 4 {
		t.Errorf("sheets are %+v", f.Sheets())
	}
	for name, want := range map[string]string{"2": "2", "1": "Codes", "people": "People", "3": "People"} {
		if err := f.UseSheet(name); err != nil || f.Sheet != want {
			t.Errorf("sheet %s is %q (%v), want %q", name, f.Sheet, err, want)
		}
	}
	if err := f.UseSheet("Staff"); !errors.Is(err, sources.ErrNotUnderstood) || !strings.Contains(err.Error(), `"People"`) {
		t.Errorf("got %v", err)
	}
	if err := open(t, save(t, "a.csv", list), sources.Config{}).UseSheet("1"); !errors.Is(err, sources.ErrNotUnderstood) {
		t.Errorf("got %v", err)
	}
	if f := open(t, path, sources.Config{XLSX: sources.XLSXConfig{Sheet: "Codes"}}); f.Sheet != "Codes" || !strings.Contains(f.Doubts[0], "hidden") {
		t.Errorf("got %q: %q", f.Sheet, f.Doubts)
	}
}

// TestRowsConform checks the rows of each format and packing as sources.
func TestRowsConform(t *testing.T) {
	for name, data := range map[string]string{
		"csv": list, "gzip": gzipped(list), "zstandard": zstandard(list), "zip": zipped("a.csv", list),
		"xlsx": workbook(t, []string{"People", "id", "1", "2"}),
	} {
		t.Run(name, func(t *testing.T) {
			f := open(t, save(t, name, data), sources.Config{})
			sourcetest.Test(t, func(t testing.TB) importer.Source {
				rows, err := f.Rows()
				if err != nil {
					t.Fatal(err)
				}
				return rows
			})
		})
	}
}
