package reports_test

import (
	"fmt"
	"os"
	"path/filepath"

	"muster/importer"
	"muster/reports"
)

// A report is opened before the first row, told of every row, and in its place after Close.
func Example() {
	dir, err := os.MkdirTemp("", "muster")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()

	path := filepath.Join(dir, reports.DefaultPath("people.csv"))
	set, err := reports.Open([]string{path}, reports.Options{
		Layout: &importer.Layout{Header: []string{"Name", "E-Mail"}, HeaderRow: 1},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer set.Abort() // leaves nothing behind if we do not get to Close
	err = set.Report(&importer.RowResult{
		Row: 2, Result: importer.Failed, Cells: []string{"=1+1", "bob@"},
		Problems: []importer.Problem{{Severity: importer.Error, Code: "email.invalid", Message: "the address has no domain"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := set.Close(); err != nil {
		fmt.Println(err)
		return
	}
	text, err := os.ReadFile(path)
	fmt.Print(string(text), err)
	// Output:
	// row,result,user_id,problems,Name,E-Mail
	// 2,failed,,email.invalid: the address has no domain,'=1+1,bob@
	// <nil>
}

// A summary is the same run for the person in front of the terminal.
func ExampleWriteSummary() {
	summary := &importer.Summary{
		Import: "0199a1f0-0000-7000-8000-000000000001", Source: "people.csv", State: importer.Finished,
		Directory: importer.DirectoryName{DB: "sqlite:/srv/muster.db"},
		Rows:      importer.Counts{importer.Created: 24, importer.Failed: 1},
		Problems:  map[string]int{"email.invalid": 1},
		Examples: map[string]importer.Example{"email.invalid": {Row: 2, Problem: importer.Problem{
			Severity: importer.Error, Code: "email.invalid", Column: "E-Mail", Value: "bob@", Message: "the address has no domain",
		}}},
		Reports: []string{"people.results.csv", "mend-me.csv"},
		Seconds: 0.4, RowsPerSecond: 62.5,
	}
	if err := reports.WriteSummary(os.Stdout, summary, reports.SummaryOptions{Failed: "mend-me.csv"}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Imported people.csv: 25 rows read, 1 failed.
	//
	//   created     24
	//   updated      0
	//   unchanged    0
	//   skipped      0
	//   failed       1
	//   rows read   25
	//
	// Problems
	//   1 row  email.invalid  row 2, E-Mail “bob@”: the address has no domain
	//
	// Directory  sqlite:/srv/muster.db
	// Report     people.results.csv
	// Refused    mend-me.csv
	// Import     0199a1f0-0000-7000-8000-000000000001
	// Took       0.4 s
	//
	// Next: mend the 1 failed row in mend-me.csv, and import that file.
}
