package name_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"muster/importer/value/name"
)

func TestSplit(t *testing.T) {
	tests := []struct{ in, given, family string }{
		{"Anita Singh", "Anita", "Singh"},
		{"  Anita   Singh ", "Anita", "Singh"},
		{"Singh, Anita", "Anita", "Singh"},
		{"Singh, Anita K.", "Anita K.", "Singh"},
		{"García López, María José", "María José", "García López"},
		{"Vega, Juan de la", "Juan", "de la Vega"},
		{"de la Vega, Juan", "Juan", "de la Vega"},
		{"John A. Doe", "John A.", "Doe"},
		{"J. B. Hunt", "J. B.", "Hunt"},
		{"J.-P. Martin", "J.-P.", "Martin"},
		{"Ludwig van Beethoven", "Ludwig", "van Beethoven"},
		{"Juan de la Vega", "Juan", "de la Vega"},
		{"Pennie von Bergen Wessels", "Pennie", "von Bergen Wessels"},
		{"Juan Velasquez y Garcia", "Juan", "Velasquez y Garcia"},
		{"Van Nguyen", "Van", "Nguyen"}, // the first word is no particle
		{"Борис Николаевич Ельцин", "Борис Николаевич", "Ельцин"},
		{"سميرة النجار", "سميرة", "النجار"},
		{"La'tanya O'connor", "La'tanya", "O'connor"},
		{"Anna-Lena Müller-Lüdenscheidt", "Anna-Lena", "Müller-Lüdenscheidt"},
		{"OLD MACDONALD", "OLD", "MACDONALD"}, // as written
		{"DUPONT Jean", "Jean", "DUPONT"},
		{"Jean-Pierre DE LA TOUR", "Jean-Pierre", "DE LA TOUR"},
		{"MAO Zedong", "Zedong", "MAO"},
		{"Juan GARCÍA LÓPEZ", "Juan", "GARCÍA LÓPEZ"},
		{"JP Morgan", "JP", "Morgan"},
		// Titles, suffixes and the like are no part of it.
		{"Dr. Anita Singh", "Anita", "Singh"},
		{"Prof. Dr. Anita Singh", "Anita", "Singh"},
		{"Dr. med. Anna Berg", "Anna", "Berg"},
		{"Berg, Anna, Dr.", "Anna", "Berg"},
		{"Phil Collins", "Phil", "Collins"},
		{"Herr Jan Berg", "Jan", "Berg"},
		{"John Doe Jr.", "John", "Doe"},
		{"John Doe, Jr.", "John", "Doe"},
		{"Doe, John, Jr.", "John", "Doe"},
		{"Anita Singh, PhD, MBA", "Anita", "Singh"},
		{"John Doe III", "John", "Doe"},
		{"Jason Senior", "Jason", "Senior"}, // nothing would be left of the name
		{"James J Ma", "James J", "Ma"},     // a degree only with its comma or dots
		{`Benjamin "Ben" Franklin`, "Benjamin", "Franklin"},
		{"Benjamin (Ben) Franklin", "Benjamin", "Franklin"},
		{"Mary Toogood née Johnson", "Mary", "Toogood"},
		// Doubtful: left whole.
		{"", "", ""},
		{"Anita", "", ""},
		{"Mr. Smith", "", ""},
		{"Sir Elton", "", ""},
		{"Ben Alex Johnson", "", ""}, // two given names, or two family names?
		{"María José Carreño Quiñones", "", ""},
		{"María de los Ángeles Pérez", "", ""},
		{"Maria J. Carreño Quiñones", "", ""},
		{"Vincent van Gogh van Beethoven", "", ""},
		{"Ramesh K.", "", ""},
		{"Анна Ивановна", "", ""}, // a patronymic, and no family name
		{"Abdul Rahman", "", ""},
		{"Isa bin Osman", "", ""},
		{"Björk Guðmundsdóttir", "", ""},
		{"毛泽东", "", ""},
		{"山田 太郎", "", ""},
		{"강 유미", "", ""},
		{"Yao Ming", "", ""},
		{"Kim Jong-un", "", ""},
		{"Nguyễn Tấn Dũng", "", ""},
		{"Susilo Bambang Yudhoyono", "", ""},
		{"Daw Aung San Suu Kyi", "", ""},
		// No single person.
		{"Acme GmbH", "", ""},
		{"John and Jane Doe", "", ""},
		{"John & Jane Doe", "", ""},
		{"Sales Team", "", ""},
		{"anna@example.com", "", ""},
		{"Room 12", "", ""},
		{"Doe, John; Roe, Jane", "", ""},
		{"Doe, John, Berlin, Germany", "", ""},
		{"U.S. District Judge Marc Thomas Treadwell", "", ""},
		{strings.Repeat("Anna ", 200), "", ""},
	}
	for _, tt := range tests {
		given, family, ok := name.Split(tt.in)
		if given != tt.given || family != tt.family || ok != (tt.family != "") {
			t.Errorf("Split(%q) = %q, %q, %v; want %q, %q", tt.in, given, family, ok, tt.given, tt.family)
		}
	}
}

// "Family, Given" is the order that says what is what, whatever the words are.
func TestSplitReadsCommas(t *testing.T) {
	word := rapid.StringMatching(`[A-Z][a-zäéñ]{4,9}x`)
	rapid.Check(t, func(t *rapid.T) {
		given := strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "given"), " ")
		family := strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "family"), " ")
		g, f, ok := name.Split(family + ", " + given)
		if !ok || g != given || f != family {
			t.Fatalf("Split(%q) = %q, %q, %v", family+", "+given, g, f, ok)
		}
	})
}

// A split invents nothing: its words are words of the name, and both halves have some.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"Anita Singh", "de la Vega, Juan Q., Jr.", "Dr. John A. Doe III", `"Ben" (x) Franklin`, "山田 太郎", "Mary née Toogood", "DUPONT Jean"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		given, family, ok := name.Split(s)
		if ok != (given != "") || ok != (family != "") {
			t.Fatalf("Split(%q) = %q, %q, %v", s, given, family, ok)
		}
		if len(given)+len(family) > 2*len(s)+2 {
			t.Errorf("Split(%q) = %q, %q is longer than the name", s, given, family)
		}
	})
}
