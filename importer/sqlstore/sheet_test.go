package sqlstore

import (
	"slices"
	"testing"

	"github.com/lib/pq"
)

// FuzzArrayLiteral reads what arrayLiteral writes back with the driver's own parser.
func FuzzArrayLiteral(f *testing.F) {
	f.Add("plain", `a "quoted" \ one`, "")
	f.Add("{,}", "NULL", "Zoë\n\t")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		cells := []string{a, b, c}
		var got pq.StringArray
		if err := got.Scan(arrayLiteral(cells, false)); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(cells, got) {
			t.Errorf("wrote %q, read %q", cells, got)
		}
	})
}

func TestArrayLiteralWritesNull(t *testing.T) {
	if got := arrayLiteral([]string{"a", ""}, true); got != `{"a",NULL}` {
		t.Errorf("got %s", got)
	}
	if got := arrayLiteral(nil, true); got != "{}" {
		t.Errorf("got %s", got)
	}
}

func TestObject(t *testing.T) {
	var o object
	if o.String() != "" {
		t.Errorf("an empty object is %q", o.String())
	}
	o.add("email", false, "a@example.com", nil)
	o.add("none", false, "", nil)
	o.add("name", false, "O\"Neill\\ Zoë\n", nil)
	o.add("groups", true, "", []string{"Sales", "R&D"})
	want := `{"email":"a@example.com","name":"O\"Neill\\ Zoë\n","groups":["Sales","R&D"]}`
	if got := o.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
