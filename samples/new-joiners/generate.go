//go:build ignore

// Generate writes people.xlsx, the workbook of this sample, from the table below:
//
//	go run samples/new-joiners/generate.go
//
// The people are invented; what is wrong with a row stands beside it.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/xuri/excelize/v2"
)

var header = []string{
	"Personnel number", "First name", "Last name", "E-mail", "Mobile", "Country", "Language", "Department", "Groups", "Manager", "Start date",
}

var people = [][]string{
	{"P1001", "Åsa", "Lindqvist", "asa.lindqvist@example.com", "+46 70 174 06 05", "Sweden", "Swedish", "Management", "Human Resources; Sales", "", "2026-12-01"},
	{"P1002", "Jürgen", "Weiß", "juergen.weiss@example.com", "0171 3920012", "Germany", "German", "Engineering", "Engineering", "P1001", "2026-12-01"},
	{"P1003", "Fenna", "van den Berg", "fenna.vandenberg@example.com", "06 12345678", "Netherlands", "Dutch", "Engineering", "Engineering; Research", "P1002", "2026-12-01"},
	{"P1004", "José", "Muñoz García", "jose.munoz@example.com", "+34 612 345 678", "Spain", "Spanish", "Sales", "Sales", "P1005", "2026-12-01"},
	{"P1005", "Siân", "Evans", "sian.evans@example.com", "07400 123456", "U.K.", "English", "Sales", "Sales; Marketing", "P1001", "2026-12-01"},
	{"P1006", "Łukasz", "Wiśniewski", "lukasz.wisniewski@example.com", "+48 601 234 567", "Poland", "Polish", "Production", "Production", "P1011", "2026-12-15"},
	{"P1007", "Олена", "Шевченко", "olena.shevchenko@example.com", "+380 50 123 45 67", "Ukraine", "Ukrainian", "Research", "Research", "P1002", "2026-12-15"},
	{"P1008", "Γιώργος", "Παπαδόπουλος", "giorgos.papadopoulos@example.com", "694 123 4567", "Greece", "Greek", "Logistics", "Logistics", "P1011", "2026-12-15"},
	{"P1009", "花子", "佐藤", "hanako.sato@example.com", "090-1234-5678", "Japan", "Japanese", "Engineering", "Engineering", "P1002", "2027-01-04"},
	{"P1010", "伟", "王", "wei.wang@example.com", "+86 138 1234 5678", "China", "Chinese", "Production", "Production; Logistics", "P1011", "2027-01-04"},
	{"P1011", "서연", "김", "seoyeon.kim@example.com", "010-2345-6789", "South Korea", "Korean", "Production", "Production", "P1001", "2027-01-04"},
	{"P1012", "अनीता", "सिंह", "anita.singh@example.com", "+91 98123 45678", "India", "Hindi", "Finance", "Finance", "P1001", "2027-01-04"},
	{"P1013", "فاطمة", "حسن", "fatma.hassan@example.com", "+20 100 123 4567", "Egypt", "Arabic", "Finance", "Finance", "P1012", "2027-01-04"},
	{"P1014", "João", "Conceição", "joao.conceicao@example.com", "(11) 98123-4567", "Brazil", "Portuguese", "Sales", "Sales", "P1005", "2027-01-04"},
	{"P1015", "Ayşe", "Yılmaz", "ayse.yilmaz@example.com", "0532 123 45 67", "Türkiye", "Turkish", "Support", "Support", "P1016", "2027-01-11"},
	{"P1016", "Chioma", "Okafor", "chioma.okafor@example.com", "+234 803 123 4567", "Nigeria", "English", "Support", "Support", "P1001", "2027-01-11"},
	{"P1017", "Suharto", "", "suharto@example.com", "+62 812 3456 789", "Indonesia", "Indonesian", "Logistics", "Logistics", "P1011", "2027-01-11"},                          // has one name only
	{"P1018", "Lena", "Hoffmann", "lena.hoffmann@", "0171 3920018", "Germany", "German", "Marketing", "Marketing", "P1005", "2027-01-11"},                                    // half an address
	{"P1019", "Jana", "Weiß", "Juergen.Weiss@example.com", "0171 3920019", "Germany", "German", "Finance", "Finance", "P1012", "2027-01-11"},                                 // somebody else's address
	{"P1020", "Mathieu", "Lefèvre", "mathieu.lefevre@example.com", "06 12 34 56 20", "France", "French", "Engineering", "Enginering", "P1002", "2027-01-11"},                 // no such group
	{"P1021", "Giulia", "Rossi", "giulia.rossi@example.com", "see reception", "Italy", "Italian", "Marketing", "Marketing", "P1005", "2027-01-11"},                           // no number
	{"P1022", "Björn", "Köhler", "bjoern.koehler@example.com", "030 23125 022", "Germany", "German", "Research", "Research", "P1002", "2027-02-01"},                          // a landline, which is accepted
	{"P1023", "Mary\u00a0Jane", "Taylor", "maryjane.taylor@example.com", "07400 123478", "United Kingdom", "English", "Sales", "Sales", "P1005", "2027-02-01"},               // a non-breaking space, made a plain one
	{"P1024", "Luc", "Moreau", "luc.moreau@example.com", "+33 6 12 34 56 24", "France", "French", "=Support & Sales", "Support", "P1016", "2027-02-01"},                      // a spreadsheet would take it for a formula
	{"P1025", "Десислава", "Петрова", "desislava.petrova@example.con", "088 712 3456", "Bulgaria", "Bulgarian", "Human Resources", "Human Resources", "P1001", "2027-02-01"}, // no such top-level domain
}

func main() {
	_, self, _, _ := runtime.Caller(0)
	if err := write(filepath.Join(filepath.Dir(self), "people.xlsx")); err != nil {
		log.Fatal(err)
	}
}

func write(path string) error {
	book := excelize.NewFile()
	if err := fill(book); err != nil {
		return errors.Join(err, book.Close())
	}
	file, err := book.WriteToBuffer()
	if err != nil {
		return errors.Join(err, book.Close())
	}
	return errors.Join(os.WriteFile(path, file.Bytes(), 0o644), book.Close())
}

// fill lays the table out as a personnel department would: a bold header that stays in sight, dates as dates.
func fill(book *excelize.File) error {
	const sheet = "New joiners"
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	date, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return err
	}
	err = errors.Join(
		book.SetSheetName("Sheet1", sheet),
		book.SetSheetRow(sheet, "A1", &header),
		book.SetRowStyle(sheet, 1, 1, bold),
		book.SetColWidth(sheet, "A", "K", 18),
		book.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
	)
	for i, person := range people {
		row := i + 2
		last := len(person) - 1
		start, parsed := time.Parse(time.DateOnly, person[last])
		cells := person[:last]
		err = errors.Join(err, parsed,
			book.SetSheetRow(sheet, fmt.Sprintf("A%d", row), &cells),
			book.SetCellValue(sheet, fmt.Sprintf("K%d", row), start),
			book.SetCellStyle(sheet, fmt.Sprintf("K%d", row), fmt.Sprintf("K%d", row), date),
		)
	}
	return err
}
