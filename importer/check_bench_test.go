package importer

import (
	"strconv"
	"testing"
)

// BenchmarkCheck checks rows as an HR file has them, with one in a hundred wrong, on one core.
func BenchmarkCheck(b *testing.B) {
	index := NewIndex(testCatalog())
	c := newChecker(&Rules{Required: []string{"given_name", "family_name", "email"}, Organization: &RuleOrganization{Name: "hq", Role: "member"}}, index, &Layout{})
	const rows = 1000
	entries := make([]*Entry, rows)
	for i := range entries {
		n := strconv.Itoa(i)
		row := said{
			"external_id": "E-" + n, "given_name": "Ann", "family_name": "Lee", "email": "ann.lee" + n + "@example.com", "mobile": "+4915123456" + strconv.Itoa(100 + i%900)[:3],
			"country": "DE", "language": "de", "status": "active", "start_date": "2024-02-29", "groups": "Sales;Engineering", "roles": "reader",
			"attributes.cost_center": "410",
		}
		if i%100 == 0 {
			row["email"] = "bob@"
		}
		entries[i] = entryOf(b, row)
	}
	spare := Entry{}
	items := make([]ListItem, 0, 8)
	lists := make([]List, 0, 4)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		e := entries[i%rows]
		// A fresh copy of what changes, without counting what a mapper would allocate.
		spare, lists, items = *e, lists[:0], items[:0]
		for _, l := range e.Lists {
			start := len(items)
			items = append(items, l.Items...)
			lists = append(lists, List{Kind: l.Kind, Mode: l.Mode, Items: items[start:len(items):len(items)]})
		}
		spare.Lists = lists
		c.check(&spare)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
