package xlsxfile_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/xuri/excelize/v2"

	"muster/sources/xlsxfile"
)

func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "people.xlsx")
	f := excelize.NewFile()
	err = errors.Join(
		f.SetSheetRow("Sheet1", "A1", &[]any{"Name", "Age"}),
		f.SetSheetRow("Sheet1", "A3", &[]any{"Anita Singh", 42}),
		f.SetRowVisible("Sheet1", 3, false),
		f.SaveAs(path), f.Close())
	if err != nil {
		panic(err)
	}

	book, err := xlsxfile.Open(path, xlsxfile.Options{})
	if err != nil {
		panic(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.Rows(0)
	if err != nil {
		panic(err)
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			panic(err)
		}
		fmt.Printf("%d %q\n", row.Number, row.Cells)
	}
	fmt.Println(book.Doubts())
	// Output:
	// 1 ["Name" "Age"]
	// 3 ["Anita Singh" "42"]
	// [sheet "Sheet1": hidden rows are read like the others (1)]
}
