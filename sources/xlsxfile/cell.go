package xlsxfile

// The codes of the notes about cells, as the list of problem codes has them.
const (
	codeDigits = "digits.lost"
	codeError  = "cell.error"
)

// A rawCell is one <c> element before anybody knows what it means.
type rawCell struct {
	column  int
	kind    string // the attribute t, from a fixed set
	format  format
	value   []byte // of <v>
	inline  []byte // of <is>
	stored  bool   // there is a <v>
	formula bool   // there is an <f>
}

// cellKind returns the cell type that b names, without allocating. A type that is not known
// is text: better a value shown as it stands than none.
func cellKind(b []byte) string {
	switch string(b) {
	case "", "n":
		return "n"
	case "s":
		return "s"
	case "b":
		return "b"
	case "e":
		return "e"
	case "d":
		return "d"
	case "inlineStr":
		return "inlineStr"
	}
	return "str"
}

// readCell reads the <c> that has just started into the record.
func (g *grid) readCell() error {
	c := &g.cell
	c.kind = cellKind(g.s.tag.get("t"))
	c.format = g.tables.styles.format(g.s.tag.get("s"))
	c.value, c.inline = c.value[:0], c.inline[:0]
	c.stored, c.formula = false, false
	if err := g.placeCell(g.s.tag.get("r")); err != nil {
		return err
	}
	for {
		tok, err := g.s.next()
		switch {
		case err != nil:
			return err
		case tok == tokenEnd:
			g.takeCell()
			return nil
		case tok != tokenStart:
			continue
		}
		if err := g.readCellPart(); err != nil {
			return err
		}
	}
}

// readCellPart reads a child of <c> that has just started.
func (g *grid) readCellPart() (err error) {
	switch string(g.s.tag.local) {
	case "v":
		g.cell.stored = true
		g.cell.value, err = appendText(g.cell.value, g.s)
	case "is":
		g.cell.inline, err = appendRichText(g.cell.inline, g.s)
	case "f":
		g.cell.formula = true
		err = g.s.skip()
	default:
		err = g.s.skip()
	}
	return err
}

// placeCell finds the column of a cell: by its reference, or behind the cell before it where the
// file gives none.
func (g *grid) placeCell(reference []byte) error {
	column := g.cell.column + 1
	if len(reference) > 0 {
		var row int
		var ok bool
		if column, row, ok = parseReference(reference); !ok {
			return fault("a cell reference makes no sense")
		}
		g.renumber(row)
	}
	if column >= maxColumns {
		return fault("it has more columns than a workbook can have")
	}
	g.cell.column = column
	return nil
}

// parseReference reads a cell reference such as AB12: the column from 0, and the row, 0
// where it is not given.
func parseReference(b []byte) (column, row int, ok bool) {
	i := 0
	for ; i < len(b) && i < 4; i++ {
		letter := b[i] | 0x20
		if letter < 'a' || letter > 'z' {
			break
		}
		column = column*26 + int(letter-'a') + 1
	}
	if i == 0 {
		return 0, 0, false
	}
	if i == len(b) {
		return column - 1, 0, true
	}
	row, ok = parseIndex(b[i:])
	return column - 1, row, ok
}

// takeCell turns the raw cell into content of the record.
func (g *grid) takeCell() {
	c := &g.cell
	if len(c.value) == 0 {
		if len(c.inline) == 0 {
			g.takeEmpty()
			return
		}
		c.kind = "inlineStr" // whatever the cell says
	}
	switch c.kind {
	case "n":
		g.takeNumber()
	case "s":
		g.takeShared()
	case "b":
		g.takeBoolean()
	case "e":
		g.takeText(c.value)
		g.rec.note(c.column, codeError, "the spreadsheet shows an error in this cell; mend its formula or type the value")
	case "d":
		g.takeText(appendISO(nil, c.value))
	default:
		g.takeString()
	}
}

// takeEmpty notes a formula whose result nobody has calculated. An empty text is a result.
func (g *grid) takeEmpty() {
	c := &g.cell
	if c.formula && !(c.kind == "str" && c.stored) {
		g.rec.note(c.column, codeError, "the formula in this cell has no stored result; open the file in a spreadsheet program and save it again")
	}
}

// takeNumber takes a number, which is a date where the number format says so.
func (g *grid) takeNumber() {
	c := &g.cell
	raw := trimSpace(c.value)
	from := len(g.rec.text)
	if c.format.kind != formatNumber {
		if text, ok := g.appendMoment(g.rec.text, raw); ok {
			g.rec.text = text
			g.rec.put(c.column, from)
			return
		}
	}
	text, lost := appendNumber(g.rec.text, raw, c.format.zeros)
	if !soundText(text[from:]) {
		g.rec.refuse(c.column, notText)
		return
	}
	g.rec.text = text
	g.rec.put(c.column, from)
	if lost {
		g.rec.note(c.column, codeDigits,
			"the spreadsheet keeps 15 digits of a number and has replaced the others; format the column as text and type the number again")
	}
}

// appendMoment appends the date, time or duration that a number is by its format.
func (g *grid) appendMoment(dst, raw []byte) ([]byte, bool) {
	v, ok := parseFloat(raw)
	if !ok {
		return dst, false
	}
	if g.cell.format.kind == formatDuration {
		return appendDuration(dst, v)
	}
	return appendSerial(dst, v, g.tables.date1904)
}

// notText is why a cell without text is refused.
const notText = "holds bytes that are not text, or more than a cell can hold"

// takeShared takes a text of the workbook's table.
func (g *grid) takeShared() {
	c := &g.cell
	g.facts.shared = true
	index, ok := parseIndex(trimSpace(c.value))
	if !ok || index >= g.tables.texts.size() {
		g.rec.refuse(c.column, "refers to a text that the file does not have")
		return
	}
	text, ok := g.tables.texts.get(index)
	if !ok {
		g.rec.refuse(c.column, notText)
		return
	}
	if text != "" {
		g.rec.add(cell{column: c.column, shared: text})
	}
}

// takeBoolean takes yes or no.
func (g *grid) takeBoolean() {
	switch string(trimSpace(g.cell.value)) {
	case "1", "true", "TRUE":
		g.takeText([]byte("TRUE"))
	case "0", "false", "FALSE":
		g.takeText([]byte("FALSE"))
	default:
		g.takeText(g.cell.value)
	}
}

// takeString takes text that is in the cell itself, in either of the places that there are for it.
func (g *grid) takeString() {
	text := g.cell.inline
	if len(text) == 0 || g.cell.kind == "str" && g.cell.stored {
		text = g.cell.value
	}
	g.takeText(unescape(text))
}

// takeText takes text as it is.
func (g *grid) takeText(text []byte) {
	if !soundText(text) {
		g.rec.refuse(g.cell.column, notText)
		return
	}
	from := len(g.rec.text)
	g.rec.text = append(g.rec.text, text...)
	g.rec.put(g.cell.column, from)
}

// trimSpace returns b without the white space that pretty-printed XML has around values.
func trimSpace(b []byte) []byte {
	for len(b) > 0 && space(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && space(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}
