package date_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"muster/importer/value/date"
)

func TestParse(t *testing.T) {
	tests := []struct {
		in    string
		order date.Order
		want  string // "" is refused
	}{
		{"2024-03-09", date.Undecided, "2024-03-09"},
		{"2024-3-9", date.MDY, "2024-03-09"},
		{"20240309", date.DMY, "2024-03-09"},
		{"2024/03/09 00:00:00", date.Undecided, "2024-03-09"},
		{"2024-03-09T23:59:59.5+01:00", date.Undecided, "2024-03-09"},
		{"2024年3月9日", date.Undecided, "2024-03-09"},
		{"9.3.2024", date.DMY, "2024-03-09"},
		{"9.3.2024", date.MDY, "2024-09-03"},
		{"09/03/2024 8:15 PM", date.DMY, "2024-03-09"},
		{"3/9/2024", date.MDY, "2024-03-09"},
		{"3/9/2024", date.Undecided, ""},
		{"5/5/2024", date.Undecided, "2024-05-05"},
		{"13/5/2024", date.Undecided, ""},
		{"13/5/2024", date.MDY, ""},
		{"09-03-24", date.DMY, "2024-03-09"},
		{"09-03-69", date.DMY, "1969-03-09"},
		{"24-03-09", date.YMD, "2024-03-09"},
		{"9 March 2024", date.Undecided, "2024-03-09"},
		{"March 9th, 2024", date.Undecided, "2024-03-09"},
		{"9. März 2024", date.Undecided, "2024-03-09"},
		{"9 de marzo de 2024", date.Undecided, "2024-03-09"},
		{"1er août 2024", date.Undecided, "2024-08-01"},
		{"9 août 2024", date.Undecided, "2024-08-09"},
		{"9 марта 2024 г.", date.Undecided, "2024-03-09"},
		{"09-Mar-24", date.Undecided, "2024-03-09"},
		{"Sat, 9 Mar 2024", date.Undecided, "2024-03-09"},
		{"31.12.9999", date.DMY, "9999-12-31"},
		{"29.02.2023", date.DMY, ""},
		{"29.02.2024", date.DMY, "2024-02-29"},
		{"00.00.0000", date.DMY, ""},
		{"0000-00-00", date.Undecided, ""},
		{"45000", date.DMY, ""},
		{"", date.DMY, ""},
		{"soon", date.DMY, ""},
		{"9 Foo 2024", date.DMY, ""},
	}
	for _, tt := range tests {
		got, ok := date.Parse(tt.in, tt.order)
		if got != tt.want && ok || ok != (tt.want != "") {
			t.Errorf("Parse(%q, %v) = %q, %v; want %q", tt.in, tt.order, got, ok, tt.want)
		}
	}
}

func TestVote(t *testing.T) {
	tests := []struct {
		name    string
		cells   []string
		want    date.Order
		decided bool
	}{
		{"nothing", []string{"", "n/a"}, date.Undecided, true},
		{"year first", []string{"2024-03-09"}, date.YMD, true},
		{"a day over 12 in front", []string{"03/04/2024", "13/04/2024"}, date.DMY, true},
		{"a day over 12 in the middle", []string{"03/04/2024", "03/14/2024"}, date.MDY, true},
		{"nothing decides", []string{"03/04/2024", "05/06/2024"}, date.Undecided, false},
		{"contradiction", []string{"13/04/2024", "03/14/2024"}, date.Undecided, false},
		{"dots", []string{"03.04.2024"}, date.DMY, true},
		{"dots beside slashes", []string{"03.04.2024", "03/04/2024"}, date.Undecided, false},
		{"the same in each order", []string{"05/05/2024"}, date.Undecided, true},
		{"words need no order", []string{"3 April 2024"}, date.Undecided, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var v date.Vote
			for _, c := range tt.cells {
				v.Add(c)
			}
			if got, decided := v.Order(); got != tt.want || decided != tt.decided {
				t.Errorf("Order() = %v, %v; want %v, %v", got, decided, tt.want, tt.decided)
			}
		})
	}
}

func TestParseLayout(t *testing.T) {
	tests := []struct{ in, layout, want string }{
		{"09.03.2024", "DD.MM.YYYY", "2024-03-09"},
		{"9.3.24", "D.M.YY", "2024-03-09"},
		{"03/09/2024", "MM/DD/YYYY", "2024-03-09"},
		{"2024-03-09 17:30:05", "yyyy-mm-dd HH:mm:ss", "2024-03-09"},
		{"9 mars 2024", "D MMMM YYYY", "2024-03-09"},
		{"09-Mär-2024", "DD-MMM-YYYY", "2024-03-09"},
		{"09.03.2024", "02.01.2006", "2024-03-09"},
		{"09.03.2024", "MM/DD/YYYY", ""},
		{"31.02.2024", "DD.MM.YYYY", ""},
		{"09.03.2024", "QQ.MM.YYYY", ""},
		{"09.03.", "DD.MM.", ""},
	}
	for _, tt := range tests {
		if got, ok := date.ParseLayout(tt.in, tt.layout); got != tt.want || ok != (tt.want != "") {
			t.Errorf("ParseLayout(%q, %q) = %q, %v; want %q", tt.in, tt.layout, got, ok, tt.want)
		}
	}
}

// Every date that is written in an order is read back in it, whatever the separator.
func TestParseReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(1970, 1, rapid.IntRange(0, 36_000).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		sep := rapid.SampledFrom([]string{".", "/", "-", " "}).Draw(t, "separator")
		layouts := map[date.Order]string{date.YMD: "2006" + sep + "01" + sep + "02", date.DMY: "2" + sep + "1" + sep + "2006", date.MDY: "01" + sep + "2" + sep + "2006"}
		for order, layout := range layouts {
			if got, _ := date.Parse(day.Format(layout), order); got != day.Format(time.DateOnly) {
				t.Fatalf("Parse(%q, %v) = %q", day.Format(layout), order, got)
			}
		}
	})
}

// Whatever is typed, what comes out is a date that means itself in any order.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"2024-03-09", "9. März 24", "3/9/2024 8:15 PM", "20240309", "2024年3月9日", "1st of May, 2024"} {
		f.Add(s, uint8(date.DMY))
	}
	f.Fuzz(func(t *testing.T, s string, order uint8) {
		iso, ok := date.Parse(s, date.Order(order%4))
		if !ok {
			return
		}
		if again, ok := date.Parse(iso, date.Undecided); !ok || again != iso {
			t.Errorf("Parse(%q) = %q, which reads as %q, %v", s, iso, again, ok)
		}
		var v date.Vote
		v.Add(s)
		v.Order()
	})
}

func FuzzParseLayout(f *testing.F) {
	f.Add("09.03.2024", "DD.MM.YYYY")
	f.Add("09.03.2024 17:00", "02.01.2006 15:04")
	f.Fuzz(func(t *testing.T, s, layout string) {
		if iso, ok := date.ParseLayout(s, layout); ok {
			if _, err := time.Parse(time.DateOnly, iso); err != nil {
				t.Errorf("ParseLayout(%q, %q) = %q", s, layout, iso)
			}
		}
	})
}
