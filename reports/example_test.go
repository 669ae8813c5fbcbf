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
