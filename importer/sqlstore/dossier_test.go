package sqlstore_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/importer"
	"muster/importer/importertest"
	"muster/importer/sqlstore"
)

func TestADossierSaysWhereEachValueCameFrom(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		store, imp := openFixed(t, dsn), importertest.Import()
		p := importertest.Person(1, imp)
		run(t, store, imp, importertest.Create(2, p))
		second := importertest.Import()
		second.Source = "second.csv"
		run(t, store, second, importertest.Update(7, p, func(p *importer.Person) {
			p.Values[importer.Mobile] = "+49301"
			p.Grants = append(p.Grants, importer.Grant{Kind: importer.Roles, Name: "editor", By: "boss"})
			p.Attributes["cost_center"] = "411"
		}))
		d, err := store.Dossier(t.Context(), p.Values[importer.Username])
		if err != nil {
			t.Fatal(err)
		}
		values := make(map[string]string)
		for _, v := range d.Values {
			values[v.Field] = v.Value + " " + string(v.Source)
		}
		for field, want := range map[string]string{
			"mobile": "+49301 second.csv", "email": "Zoe.0001@example.com people.csv", "attributes.cost_center": "411 second.csv",
		} {
			if values[field] != want {
				t.Errorf("%s is %q, want %q", field, values[field], want)
			}
		}
		grants := make(map[string]string)
		for _, g := range d.Grants {
			grants[g.Kind+" "+g.Name] = g.GivenBy + " " + string(g.Source)
		}
		want := map[string]string{
			"organizations hq": "hr-nightly people.csv", "groups Engineering": "hr-nightly people.csv", "groups Sales": "hr-nightly people.csv",
			"roles reader": "hr-nightly people.csv", "roles editor": "boss second.csv", "rights Any_User_read": "hr-nightly people.csv",
		}
		if diff := cmp.Diff(want, grants); diff != "" {
			t.Errorf("grants (-want +got):\n%s", diff)
		}
		if len(d.History) != 2 || len(d.Rows) != 2 || d.Rows[1].Row != 7 || *d.Values[0].Row != 2 || *d.Values[0].At != clock {
			t.Errorf("%d entries and %d rows; the first value is %+v", len(d.History), len(d.Rows), d.Values[0])
		}
		if _, err := store.Dossier(t.Context(), "nobody"); !errors.Is(err, sqlstore.ErrNoPerson) {
			t.Errorf("nobody: %v", err)
		}
	})
}
