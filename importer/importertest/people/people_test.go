package people_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers"
	"github.com/xuri/excelize/v2"

	"muster/importer/importertest/people"
)

func TestAllIsTheSameEachTime(t *testing.T) {
	few, many := people.Realistic(100), people.Realistic(1000)
	first := slices.Collect(people.All(few))
	second := slices.Collect(people.All(many))
	if diff := cmp.Diff(first, second[:100]); diff != "" {
		t.Errorf("the first 100 of 1000 differ from 100 (-100 +1000):\n%s", diff)
	}
	many.Seed = 1
	if cmp.Equal(second, slices.Collect(people.All(many))) {
		t.Error("another seed gives the same people")
	}
}

func TestRefusedAreThoseWithBadOrRepeatedAddresses(t *testing.T) {
	const count = 20_000
	seen := make(map[string]bool, count)
	refused := 0
	for p := range people.All(people.Realistic(count)) {
		key := strings.ToLower(p.Email)
		local, domain, _ := strings.Cut(key, "@")
		isBad := strings.ContainsAny(key, " ") || strings.Contains(local, "..") || !strings.Contains(domain, ".")
		if want := isBad || seen[key]; p.Refused != want {
			t.Errorf("%s with %q: refused is %t, want %t", p.Number, p.Email, p.Refused, want)
		}
		seen[key] = true
		if p.Refused {
			refused++
		}
	}
	if share := float64(refused) / count; math.Abs(share-0.015) > 0.004 {
		t.Errorf("%.2f %% of the people are to be refused, want about 1.5 %%", 100*share)
	}
}

func TestMobilesAreValid(t *testing.T) {
	for p := range people.All(people.Options{Count: 3000, Changed: 0.5}) {
		number, err := phonenumbers.Parse(p.Mobile, p.Country)
		if err != nil || !phonenumbers.IsValidNumberForRegion(number, p.Country) {
			t.Errorf("%q is no number of %s", p.Mobile, p.Country)
		}
	}
}

func TestNamesakesAreAShare(t *testing.T) {
	const count = 20_000
	seen, again := make(map[string]bool), 0
	for p := range people.All(people.Options{Count: count, Namesakes: 0.3}) {
		name := p.Given + " " + p.Family
		if seen[name] {
			again++
		}
		seen[name] = true
	}
	if share := float64(again) / count; math.Abs(share-0.3) > 0.02 {
		t.Errorf("%.3f have the name of somebody before them, want 0.3", share)
	}
}

func TestPasswordsAreAColumnOfTheirOwn(t *testing.T) {
	var out bytes.Buffer
	if err := people.WriteCSV(&out, people.All(people.Options{Count: 2, Passwords: true})); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last := len(people.Header())
	if len(rows) != 3 || rows[0][last] != "Password" || rows[1][last] == "" || rows[1][last] == rows[2][last] {
		t.Errorf("got %q", rows)
	}
}

func TestChangedIsAShare(t *testing.T) {
	o := people.Realistic(10_000)
	before := slices.Collect(people.All(o))
	o.Changed = 0.1
	changed := 0
	for i, p := range slices.Collect(people.All(o)) {
		if p.Department != before[i].Department {
			changed++
		}
		p.Department, p.Mobile, p.Groups = before[i].Department, before[i].Mobile, before[i].Groups
		if !cmp.Equal(p, before[i]) {
			t.Fatalf("more than department, mobile and groups changed:\n%s", cmp.Diff(before[i], p))
		}
	}
	if changed < 900 || changed > 1100 {
		t.Errorf("%d of 10000 changed, want about 1000", changed)
	}
}

func TestFilesHoldThePeople(t *testing.T) {
	want := [][]string{people.Header()}
	for p := range people.All(people.Realistic(50)) {
		want = append(want, p.Cells())
	}
	t.Run("csv", func(t *testing.T) {
		var file bytes.Buffer
		if err := people.WriteCSV(&file, people.All(people.Realistic(50))); err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(&file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rows differ (-want +got):\n%s", diff)
		}
	})
	t.Run("xlsx", func(t *testing.T) {
		got := readXLSX(t, people.Realistic(50))
		for i := range want {
			last := len(want[i]) - 1
			if diff := cmp.Diff(want[i][:last], got[i][:last]); diff != "" {
				t.Errorf("row %d differs (-want +got):\n%s", i+1, diff)
			}
		}
	})
}

func readXLSX(t *testing.T, o people.Options) [][]string {
	t.Helper()
	var file bytes.Buffer
	if err := people.WriteXLSX(&file, people.All(o)); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("People")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestWriteCatalogNamesGroupsAndRoles(t *testing.T) {
	var file bytes.Buffer
	if err := people.WriteCatalog(&file); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Concat(people.Groups(), people.Roles()) {
		if !strings.Contains(file.String(), name) {
			t.Errorf("the catalog does not know %q", name)
		}
	}
	if got := len(people.Groups()); got != 50 {
		t.Errorf("there are %d groups, want 50", got)
	}
}

func ExampleAll() {
	for p := range people.All(people.Options{Count: 2}) {
		fmt.Println(p.Number, p.Country, len(p.Groups) > 0)
	}
	// Output:
	// P0000001 IT true
	// P0000002 GB true
}
