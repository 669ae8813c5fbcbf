package xlsxfile

import (
	"encoding/xml"
	"errors"
	"path"
	"strings"
)

// A relation points from one part of the package to another.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Mode   string `xml:"TargetMode,attr"`
}

// is reports whether the relation is of that kind. The strict and the transitional form name the
// same kinds by different addresses, which end alike.
func (r relation) is(kind string) bool {
	return path.Base(r.Type) == kind && r.Mode != "External"
}

// relations reads the relations of a part, or with "" those of the package.
func (a *archive) relations(part string) ([]relation, error) {
	name := "_rels/.rels" // of the package
	if part != "" {
		name = path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
	}
	data, err := a.read(name)
	if err != nil {
		return nil, err
	}
	var list struct {
		Relations []relation `xml:"Relationship"`
	}
	if err := decode(data, &list); err != nil {
		return nil, damaged(name, err)
	}
	for i := range list.Relations {
		list.Relations[i].Target = resolve(part, list.Relations[i].Target)
	}
	return list.Relations, nil
}

// A workbook is what the workbook part says.
type workbook struct {
	XMLName    xml.Name
	Properties struct {
		Date1904 string `xml:"date1904,attr"`
	} `xml:"workbookPr"`
	Sheets []workbookSheet `xml:"sheets>sheet"`
}

// A workbookSheet is one entry of the list of sheets.
type workbookSheet struct {
	Name       string     `xml:"name,attr"`
	State      string     `xml:"state,attr"`
	Attributes []xml.Attr `xml:",any,attr"`
}

// relation returns the id by which a sheet refers to its part. The attribute's namespace
// differs between the two forms.
func (s workbookSheet) relation() string {
	for _, a := range s.Attributes {
		if a.Name.Local == "id" {
			return a.Value
		}
	}
	return ""
}

// mainPart finds the workbook part: by the package's relations or, where these are broken or
// missing, where it usually is.
func (a *archive) mainPart() (string, error) {
	const usual = "xl/workbook.xml"
	relations, err := a.relations("")
	for _, r := range relations {
		if r.is("officeDocument") && a.has(r.Target) {
			return r.Target, nil
		}
	}
	switch {
	case a.has(usual):
		return usual, nil
	case errors.Is(err, ErrEncrypted), errors.Is(err, ErrTooLarge):
		return "", err
	}
	return "", a.notWorkbook()
}

// readWorkbook reads the list of sheets and finds the part of each.
func (a *archive) readWorkbook() (*workbook, []*sheet, []relation, error) {
	main, err := a.mainPart()
	if err != nil {
		return nil, nil, nil, err
	}
	if strings.HasSuffix(strings.ToLower(main), ".bin") {
		return nil, nil, nil, a.notWorkbook()
	}
	data, err := a.read(main)
	if err != nil {
		return nil, nil, nil, err
	}
	var book workbook
	if err := decode(data, &book); err != nil {
		return nil, nil, nil, damaged(main, err)
	}
	if book.XMLName.Local != "workbook" {
		return nil, nil, nil, a.notWorkbook()
	}
	relations, err := a.relations(main)
	if err != nil {
		return nil, nil, nil, err
	}
	sheets, err := listSheets(&book, relations)
	return &book, sheets, relations, err
}

// listSheets returns the worksheets of the workbook; charts and macro sheets have no rows.
func listSheets(book *workbook, relations []relation) ([]*sheet, error) {
	byID := make(map[string]relation, len(relations))
	for _, r := range relations {
		byID[r.ID] = r
	}
	var sheets []*sheet
	for _, s := range book.Sheets {
		r, ok := byID[s.relation()]
		if ok && !r.is("worksheet") {
			continue
		}
		sheets = append(sheets, &sheet{Sheet: Sheet{Name: s.Name, State: stateOf(s.State)}, part: r.Target})
	}
	switch {
	case len(sheets) == 0:
		return nil, damaged("its list of sheets", fault("there is no sheet with rows"))
	case len(sheets) > maxSheets:
		return nil, tooLarge("it has more sheets than any real workbook")
	}
	return sheets, nil
}

// stateOf returns how visible a sheet is. Silence means visible.
func stateOf(s string) string {
	switch s {
	case "hidden", "veryHidden":
		return s
	}
	return "visible"
}

// related returns the part to which the first relation of that kind points, "" where there is none.
func related(relations []relation, kind string) string {
	for _, r := range relations {
		if r.is(kind) {
			return r.Target
		}
	}
	return ""
}
