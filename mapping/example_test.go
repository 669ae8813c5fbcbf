package mapping_test

import (
	"errors"
	"fmt"

	"muster/importer"
	"muster/mapping"
)

// Without a definition the header decides.
func ExampleNew() {
	in := mapping.Inspect([]importer.Row{
		{Number: 1, Cells: []string{"Vorname", "Name", "E-Mail", "Gesperrt"}},
		{Number: 2, Cells: []string{"Ann", "Lee", "ann@example.com", "nein"}},
	}, mapping.InspectOptions{})
	m, err := mapping.New(nil, in, mapping.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	e := m.Map(importer.Row{Number: 3, Cells: []string{"Bob", "Ray", "bob@example.com", "ja"}})
	for field := range e.Given.All() {
		fmt.Println(field, "is", e.Values[field])
	}
	// Output:
	// given_name is Bob
	// family_name is Ray
	// email is bob@example.com
	// status is inactive
}

// Where nothing in the file says who is who, a definition has to.
func ExampleNew_nobody() {
	in := mapping.Inspect([]importer.Row{
		{Number: 1, Cells: []string{"Name", "Team"}},
		{Number: 2, Cells: []string{"Ann Lee", "Sales"}},
	}, mapping.InspectOptions{})
	_, err := mapping.New(nil, in, mapping.Options{})
	fmt.Println(errors.Is(err, mapping.ErrNobody))
	// Output: true
}

// A definition says where each field comes from, and what becomes of its cells.
func ExampleMapper_Map() {
	cfg := &mapping.Config{Fields: map[string]mapping.Field{
		"full_name":  {Column: mapping.Columns{"Wer"}},
		"username":   {Format: "{given_name:1}{family_name}"},
		"start_date": {Column: mapping.Columns{"Ab"}, Date: "DD.MM.YYYY"},
		"groups":     {Column: mapping.Columns{"Gruppen"}, Values: map[string]string{"V": "Vertrieb"}},
	}}
	rows := []importer.Row{
		{Number: 1, Cells: []string{"Wer", "Ab", "Gruppen"}},
		{Number: 2, Cells: []string{"Jürgen Weiß", "01.05.2026", "V; -Lager"}},
		{Number: 3, Cells: []string{"Ann Lee", "2026/05/01", ""}},
	}
	m, err := mapping.New(cfg, mapping.Inspect(rows, mapping.InspectOptions{}), mapping.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	e := m.Map(rows[1])
	fmt.Println(e.Values[importer.Username], "starts on", e.Values[importer.StartDate])
	for _, item := range e.List(importer.Groups).Items {
		fmt.Printf("%c %s\n", max(item.Sign, ' '), item.Name)
	}
	for _, p := range m.Map(rows[2]).Problems {
		fmt.Println(p)
	}
	// Output:
	// jweiss starts on 2026-05-01
	//   Vertrieb
	// - Lager
	// start_date.invalid: this is no date written as DD.MM.YYYY, which is how the definition reads this column; correct the cell
}
