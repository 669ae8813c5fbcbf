package importer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOverlay(t *testing.T) {
	yes, no := true, false
	have := &Catalog{
		Organizations:  []Organization{{Name: "hq"}, {Name: "lab", SignIn: "sso"}},
		Groups:         []Named{{"Sales"}},
		Licenses:       []LicenseType{{Name: "standard", Seats: 5}},
		Attributes:     map[string]AttributeType{"grade": {Type: "string"}},
		PasswordPolicy: &PasswordPolicy{Min: 8, Max: 16},
		Local:          &yes,
	}
	loaded := &Catalog{
		Organizations: []Organization{{Name: "LAB", SignIn: "password"}},
		Groups:        []Named{{"Engineering"}, {"Sales"}},
		Licenses:      []LicenseType{{Name: "standard", Seats: 6}},
		Attributes:    map[string]AttributeType{"grade": {Type: "one_of", Values: []string{"a"}}, "floor": {Type: "number"}},
		Local:         &no,
	}
	got, changes := have.Overlay(loaded)
	want := &Catalog{
		Organizations:  []Organization{{Name: "LAB", SignIn: "password"}, {Name: "hq"}},
		Groups:         []Named{{"Engineering"}, {"Sales"}},
		Licenses:       []LicenseType{{Name: "standard", Seats: 6}},
		Attributes:     loaded.Attributes,
		PasswordPolicy: have.PasswordPolicy,
		Local:          &no,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the catalog is another (-want +got):\n%s", diff)
	}
	wantChanges := []string{
		"organization LAB changed", "group Engineering added", "license standard changed",
		"attribute floor added", "attribute grade changed", "local changed",
	}
	if diff := cmp.Diff(wantChanges, changes); diff != "" {
		t.Errorf("other changes are named (-want +got):\n%s", diff)
	}
	if again, changes := got.Overlay(loaded); len(changes) > 0 || !cmp.Equal(again, got) {
		t.Errorf("loading the same again changes %q", changes)
	}
	if len(have.Groups) != 1 || len(have.Attributes) != 1 {
		t.Error("the catalog that was there has changed")
	}
}
