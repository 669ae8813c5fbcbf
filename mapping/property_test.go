package mapping

import (
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"muster/importer"
	"muster/importer/value/text"
)

// header draws column names: known ones of all languages, and anything.
func headers() *rapid.Generator[[]string] {
	names := make([]string, 0, len(known().names))
	for name := range known().names {
		names = append(names, name)
	}
	slices.Sort(names)
	name := rapid.OneOf(rapid.SampledFrom(names), rapid.SampledFrom([]string{"Name", "Email", "First Name", "Start Date", "", "Admin", "Password"}), rapid.String())
	return rapid.SliceOfN(name, 1, 12)
}

// cells draws what cells hold: values of all kinds, and anything.
func cells() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom([]string{
		"", "ann@example.com", "Ann", "Ann Lee", "Lee, Ann", "+49 30 123456", "17", "2024-01-02", "01/02/2024", "13/02/2024", "yes", "active", "a;b", "+a|-b", "$2b$10$abcdefghijklmnop",
		"DE", "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "cn=a,dc=b", "****", "\u200b", "#clear",
	}), rapid.String())
}

func drawRows(t *rapid.T) []importer.Row {
	header := headers().Draw(t, "header")
	rows := []importer.Row{{Number: 1, Line: 1, Cells: header}}
	for i := range rapid.IntRange(0, 8).Draw(t, "rows") {
		rows = append(rows, importer.Row{Number: i + 2, Line: i + 2, Cells: rapid.SliceOfN(cells(), 0, len(header)+2).Draw(t, "cells")})
	}
	return rows
}

// Whatever the file: each column has at most one field, fields have one column each unless they are joined or one of
// them is doubted, no privilege is mapped, names are different, and a second look says the same.
func TestInspectProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		in := Inspect(rows, InspectOptions{})
		names, fields := map[string]bool{}, map[string]int{}
		for i, c := range in.Columns {
			if c.Index != i || names[c.Name] || c.Name == "" {
				t.Fatalf("column %d is %q (index %d), a name that is blank or taken", i, c.Name, c.Index)
			}
			names[c.Name] = true
			if c.Confidence < 0 || c.Confidence > 1 || (c.Confidence == 0) != (c.Field == "") {
				t.Fatalf("column %q is %q with confidence %v", c.Name, c.Field, c.Confidence)
			}
			if c.Field == "" {
				continue
			}
			if _, ok := targetOf(c.Field); !ok {
				t.Fatalf("column %q has the unknown field %q", c.Name, c.Field)
			}
			if in.HeaderRow > 0 && known().read(c.Name).field == meansPrivilege {
				t.Fatalf("the privilege %q is mapped to %s", c.Name, c.Field)
			}
			joined := c.meaning == meansMiddleName || c.meaning == meansFamilyPrefix || c.meaning == meansSecondFamily
			if !joined {
				fields[c.Field]++
			}
			if fields[c.Field] > 1 || joined && len(c.doubts) == 0 {
				t.Fatalf("%s has two columns without a doubt", c.Field)
			}
		}
		again := Inspect(rows, InspectOptions{})
		if a, b := asJSON(t, in), asJSON(t, again); a != b {
			t.Fatalf("two looks differ:\n%s", cmp.Diff(a, b))
		}
	})
}

func asJSON(t *rapid.T, in *Inspection) string {
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Whatever the cells: mapping does not panic, says the same each time and from several goroutines, gives clean text, and
// never gives a field twice.
func TestMapProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		in := Inspect(rows, InspectOptions{})
		m, err := New(nil, in, Options{})
		if errors.Is(err, ErrNobody) && !in.HasPeople() {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		entries := make([][2]*importer.Entry, len(rows))
		var wg sync.WaitGroup
		for k := range 2 {
			wg.Go(func() {
				for i, row := range rows {
					entries[i][k] = m.Map(row)
				}
			})
		}
		wg.Wait()
		for _, pair := range entries {
			if a, b := said(pair[0]), said(pair[1]); len(pair[0].Attributes) == 0 && a != b {
				t.Fatalf("two goroutines differ:\n%s", cmp.Diff(a, b))
			}
			checkEntry(t, pair[0])
		}
	})
}

func checkEntry(t *rapid.T, e *importer.Entry) {
	for f := range importer.NumFields {
		value := e.Values[f]
		if value != "" && !e.Given.Has(f) {
			t.Fatalf("%v has a value and is not given", f)
		}
		if clean, _ := text.Clean(value); clean != value {
			t.Fatalf("%v is %q, which is not clean", f, value)
		}
	}
	seen := map[importer.GrantKind]bool{}
	for _, l := range e.Lists {
		if seen[l.Kind] {
			t.Fatalf("two lists of %v", l.Kind)
		}
		seen[l.Kind] = true
		for _, item := range l.Items {
			if item.Name == "" {
				t.Fatalf("an item without a name in %v", l)
			}
		}
	}
}
