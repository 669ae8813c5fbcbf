package mapping

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"muster/importer"
)

func TestTry(t *testing.T) {
	f := os.Getenv("TRY")
	if f == "" {
		return
	}
	data, _ := os.ReadFile(f)
	for _, block := range strings.Split(string(data), "\n---\n") {
		r := csv.NewReader(strings.NewReader(block))
		r.FieldsPerRecord = -1
		r.LazyQuotes = true
		if strings.Count(block, ";") > strings.Count(block, ",") {
			r.Comma = ';'
		}
		if strings.Count(block, "\t") > strings.Count(block, ",") {
			r.Comma = '\t'
		}
		recs, _ := r.ReadAll()
		var rows []importer.Row
		for i, c := range recs {
			rows = append(rows, importer.Row{Number: i + 1, Line: i + 1, Cells: c})
		}
		in := Inspect(rows, InspectOptions{})
		fmt.Printf("== header %d rows %d\n", in.HeaderRow, in.Rows)
		for _, c := range in.Columns {
			fmt.Printf("  %-45s %-20s %.2f %v\n", c.Name, c.Field, c.Confidence, c.Samples)
		}
		for _, d := range in.Doubts {
			fmt.Println("  ?", d)
		}
	}
}
