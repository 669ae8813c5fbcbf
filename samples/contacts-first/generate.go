//go:build ignore

// Generate writes joiners.xlsx, the workbook of this sample, from the table below:
//
//	go run samples/contacts-first/generate.go
//
// The people are invented; what is to be seen in a row stands beside it.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"

	"github.com/xuri/excelize/v2"
)

var rows = [][]string{
	{"Employee", "First name", "Last name", "Email", "Username", "Groups", "Profiles", "License"},
	{"E-1", "Anita", "Singh", "anita.singh@example.com", "", "", "", ""},                     // asingh
	{"E-2", "Arjun", "Singh", "arjun.singh@example.com", "", "Drivers", "", ""},              // asingh3: row 5 has asingh2
	{"E-3", "Åsa", "Singh", "asa.singh@example.com", "", "", "mobile", ""},                   // asingh4
	{"E-4", "Aoife", "Singh", "aoife.singh@example.com", "asingh2", "", "", ""},              // says so itself
	{"E-5", "Seán", "O'Neill", "sean.oneill@example.com", "", "", "", ""},                    // an accent and an apostrophe
	{"E-6", "Fenna", "van den Berg", "fenna.vandenberg@example.com", "", "", "", ""},         // blanks
	{"E-7", "Łukasz", "Wiśniewski-Żak", "lukasz.wisniewski@example.com", "", "", "", ""},     // letters that are no accents, a hyphen
	{"E-8", "Олена", "Шевченко", "olena.shevchenko@example.com", "", "", "", "fleet"},        // Cyrillic, and the first seat
	{"E-9", "陈", "伟", "chen.wei@example.com", "", "", "", "fleet"},                           // Chinese, and the last seat
	{"E-10", "Jonas", "Weiß", "jonas.weiss@example.com", "", "", "", "fleet"},                // no seat left
	{"E-11", "Γιώργος", "Παπαδόπουλος", "giorgos@example.com", "", "Workshop,Staff", "", ""}, // Greek
	{"E-12", "Root", "Admin", "root.admin@example.com", "root", "", "", ""},                  // reserved
	{"E-13", "Al", "Singh", "al.singh@example.com", "ASINGH2", "", "", ""},                   // taken by row 5, in whatever case
	{"E-14", "Mia", "Holm", "mia.holm@example.com", "", "Worksop", "", ""},                   // no such group
	{"E-15", "Ida", "Berg", "ida.berg@example.com", "", "", "ofice", ""},                     // no such profile
	{"E-16", "Ron", "Day", "ron.day@example.com", "", "", "", "premium"},                     // no such license
}

func main() {
	_, self, _, _ := runtime.Caller(0)
	if err := write(filepath.Join(filepath.Dir(self), "joiners.xlsx")); err != nil {
		log.Fatal(err)
	}
}

func write(path string) error {
	book := excelize.NewFile()
	err := book.SetSheetName("Sheet1", "Joiners")
	for i := range rows {
		err = errors.Join(err, book.SetSheetRow("Joiners", fmt.Sprintf("A%d", i+1), &rows[i]))
	}
	file, writeErr := book.WriteToBuffer()
	if err := errors.Join(err, writeErr, book.Close()); err != nil {
		return err
	}
	return os.WriteFile(path, file.Bytes(), 0o644)
}
