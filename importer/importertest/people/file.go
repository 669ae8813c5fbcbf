package people

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Header returns the names of the columns that [Person.Cells] fills.
func Header() []string {
	return []string{
		"Personnel number", "First name", "Last name", "E-mail", "Mobile", "Country",
		"Language", "Department", "Groups", "Role", "Start date",
	}
}

// Cells returns the person's values in the order of [Header]; groups are joined by semicolons,
// the date is ISO 8601.
func (p *Person) Cells() []string {
	return []string{
		p.Number, p.Given, p.Family, p.Email, p.Mobile, p.Country,
		p.Language, p.Department, strings.Join(p.Groups, ";"), p.Role, p.Start.Format("2006-01-02"),
	}
}

// WriteCSV writes a header and the people: UTF-8, commas, RFC 4180. Where the first has a password, all have one, in a
// column of its own.
func WriteCSV(w io.Writer, people iter.Seq[Person]) error {
	out := csv.NewWriter(w)
	header := Header()
	for p := range people {
		if p.Password != "" {
			header = append(header, "Password")
		}
		break
	}
	if err := out.Write(header); err != nil {
		return fmt.Errorf("write the header: %w", err)
	}
	for p := range people {
		if err := out.Write(append(p.Cells(), p.Password)[:len(header)]); err != nil {
			return fmt.Errorf("write person %s: %w", p.Number, err)
		}
	}
	out.Flush()
	return out.Error()
}

// WriteXLSX writes a workbook with one sheet, "People": a header and the people, dates as dates.
func WriteXLSX(w io.Writer, people iter.Seq[Person]) error {
	book := excelize.NewFile()
	err := writeSheet(book, people)
	if err == nil {
		err = book.Write(w)
	}
	return errors.Join(err, book.Close())
}

func writeSheet(book *excelize.File, people iter.Seq[Person]) error {
	const sheet = "People"
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return fmt.Errorf("name the sheet: %w", err)
	}
	date, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return fmt.Errorf("make the date format: %w", err)
	}
	out, err := book.NewStreamWriter(sheet)
	if err != nil {
		return fmt.Errorf("begin the sheet: %w", err)
	}
	if err := out.SetRow("A1", anys(Header())); err != nil {
		return fmt.Errorf("write the header: %w", err)
	}
	row := 1
	for p := range people {
		row++
		cells := anys(p.Cells())
		cells[len(cells)-1] = excelize.Cell{StyleID: date, Value: p.Start}
		if err := out.SetRow(fmt.Sprintf("A%d", row), cells); err != nil {
			return fmt.Errorf("write row %d: %w", row, err)
		}
	}
	return out.Flush()
}

func anys(list []string) []any {
	all := make([]any, len(list))
	for i, s := range list {
		all[i] = s
	}
	return all
}
