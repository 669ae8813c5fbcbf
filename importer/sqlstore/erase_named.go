package sqlstore

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
	"muster/importer/value/text"
)

// personNames are what somebody is and was called, and can be reached under: folded, so that they compare. A text that has
// one of them in it is about the person.
type personNames map[string]bool

// namingFields are the fields by which somebody can be told from all others, or nearly.
var namingFields = [...]importer.Field{
	importer.ExternalID, importer.Email, importer.Username, importer.DisplayName, importer.Mobile, importer.Phone,
}

func newPersonNames(p *importer.Person) personNames {
	n := make(personNames)
	for _, f := range namingFields {
		n.add(p.Values[f])
	}
	return n
}

func (n personNames) add(name string) {
	if folded := text.Fold(name); folded != "" {
		n[folded] = true
	}
}

// learn adds what one side of an audit entry calls the person.
func (n personNames) learn(side []byte) error {
	if len(side) == 0 {
		return nil
	}
	var values map[string]any
	if err := json.Unmarshal(side, &values); err != nil {
		return err
	}
	for _, f := range namingFields {
		if name, ok := values[f.String()].(string); ok {
			n.add(name)
		}
	}
	return nil
}

// shortName is how many bytes a name has at most that is only looked for as a word of its own.
const shortName = 5

// mentions reports whether the text says one of the names.
func (n personNames) mentions(said string) bool {
	folded := text.Fold(said)
	if folded == "" {
		return false
	}
	for name := range n {
		for rest := folded; ; {
			i := strings.Index(rest, name)
			if i < 0 {
				break
			}
			if len(name) > shortName || isWord(rest, i, i+len(name)) {
				return true
			}
			rest = rest[i+len(name):]
		}
	}
	return false
}

// isWord reports whether s[from:to] has neither letters nor digits around it.
func isWord(s string, from, to int) bool {
	return (from == 0 || !isWordByte(s[from-1])) && (to == len(s) || !isWordByte(s[to]))
}

func isWordByte(b byte) bool {
	return b >= 0x80 || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// blankProblems takes out of the problems what mentions the person, or everything that a row about the person said.
// What kind of problem there was stays, so that counts do. It reports whether there was anything.
func (n personNames) blankProblems(problems []importer.Problem, all bool) bool {
	changed := false
	for i := range problems {
		p := &problems[i]
		if !all && !n.mentions(p.Value) && !n.mentions(p.Message) && !n.mentions(p.Hint) {
			continue
		}
		p.Value, p.Hint, p.Message = "", "", erasedText
		changed = true
	}
	return changed
}

// blankRows takes out of the results of imports what was said about the person, in rows about them and others. It also
// notes which imports had such rows.
func (e *eraser) blankRows(ctx context.Context) error {
	sheet := newSheet([]column{uuidColumn("import_id"), intColumn("row_number"), jsonColumn("problems")}, 0)
	query := `select r.import_id, r.row_number, r.contact_id = v.id, r.problems from import_rows r cross join v
		where r.contact_id = v.id or r.problems is not null order by r.import_id, r.row_number`
	err := e.session.query(ctx, contactSheet(e.person), query, func(rows *sqlx.Rows) error {
		var imp uuid.UUID
		var number int
		var mine *bool
		var stored []byte
		if err := rows.Scan(&imp, &number, &mine, &stored); err != nil {
			return err
		}
		isMine := mine != nil && *mine
		if isMine {
			e.addImport(imp)
		}
		if len(stored) == 0 {
			return nil
		}
		var problems []importer.Problem
		if err := json.Unmarshal(stored, &problems); err != nil {
			return err
		}
		if !e.names.blankProblems(problems, isMine) {
			return nil
		}
		e.addImport(imp)
		e.said.Rows++
		said, err := problemsText(problems)
		sheet.add(imp.String(), strconv.Itoa(number), said)
		return err
	})
	if err != nil {
		return err
	}
	return e.session.exec(ctx, sheet, `update import_rows set problems = v.problems from v
		where import_rows.import_id = v.import_id and import_rows.row_number = v.row_number`)
}

// blankOthersHistory takes the person's name out of other people's entries: those that say who their manager was.
func (e *eraser) blankOthersHistory(ctx context.Context) error {
	sheet := newSheet([]column{uuidColumn("audit_id"), jsonColumn("before"), jsonColumn("after")}, 0)
	query := `select w.audit_id, w.before, w.after from audit_values w
		where w.before ->> 'manager' is not null or w.after ->> 'manager' is not null`
	err := e.session.scan(ctx, query, nil, func(rows *sqlx.Rows) error {
		var id uuid.UUID
		var before, after []byte
		if err := rows.Scan(&id, &before, &after); err != nil {
			return err
		}
		was, changed, err := e.blankManager(before)
		if err != nil {
			return err
		}
		is, changedToo, err := e.blankManager(after)
		if changed || changedToo {
			sheet.add(id.String(), was, is)
			e.said.History++
		}
		return err
	})
	if err != nil {
		return err
	}
	return e.session.exec(ctx, sheet, "update audit_values set before = v.before, after = v.after from v where audit_values.audit_id = v.audit_id")
}

// blankManager takes the person's name out of one side of an entry.
func (e *eraser) blankManager(side []byte) (blanked string, changed bool, err error) {
	if len(side) == 0 {
		return "", false, nil
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(side, &values); err != nil {
		return "", false, err
	}
	manager := ""
	if stored := values["manager"]; stored != nil {
		if err := json.Unmarshal(stored, &manager); err != nil {
			return "", false, err
		}
	}
	if !e.names[text.Fold(manager)] {
		return string(side), false, nil
	}
	values["manager"] = json.RawMessage(`"` + erasedText + `"`)
	out, err := json.Marshal(values)
	return string(out), true, err
}

// blankTellings takes the person's name out of mails that tell how an import ended.
func (e *eraser) blankTellings(ctx context.Context) error {
	sheet := newSheet([]column{uuidColumn("id"), jsonColumn("summary")}, 0)
	err := e.session.scan(ctx, "select id, summary from outbox where summary is not null", nil, func(rows *sqlx.Rows) error {
		var id uuid.UUID
		var stored []byte
		if err := rows.Scan(&id, &stored); err != nil {
			return err
		}
		var told importer.Telling
		if err := json.Unmarshal(stored, &told); err != nil {
			return err
		}
		changed := false
		for i := range told.Problems {
			if e.names.mentions(told.Problems[i].Message) {
				told.Problems[i].Message, changed = erasedText, true
			}
		}
		if !changed {
			return nil
		}
		text, err := json.Marshal(&told)
		sheet.add(id.String(), string(text))
		return err
	})
	if err != nil {
		return err
	}
	return update(ctx, e.session, "outbox", sheet)
}
