package sqlstore

import (
	"context"
	"encoding/json"
	"strconv"

	"muster/importer"
)

var resultColumns = []column{
	uuidColumn("import_id"), intColumn("row_number"), intColumn("batch"), textColumn("result"), uuidColumn("contact_id"),
	uuidColumn("user_id"), jsonColumn("problems"),
}

var batchColumns = []column{
	uuidColumn("import_id"), intColumn("number"), intColumn("first_row"), intColumn("last_row"), intColumn("created"),
	intColumn("updated"), intColumn("unchanged"), intColumn("skipped"), intColumn("failed"), timeColumn("written_at"), boolColumn("stopped"),
}

// writeResults writes the result of every row of the batch, and that the batch is done.
func (w *batchWriter) writeResults(ctx context.Context) error {
	if w.batch.Absent {
		return nil
	}
	imp, number := w.imp.ID.String(), strconv.Itoa(w.batch.Number)
	rows := newSheet(resultColumns, len(w.batch.Decisions))
	var counts importer.Counts
	var first, last int
	for i, d := range w.batch.Decisions {
		problems, err := problemsText(d.Problems)
		if err != nil {
			return err
		}
		contact, user := d.IDs()
		rows.add(imp, strconv.Itoa(d.Row), number, d.Result.String(), idText(contact), idText(user), problems)
		counts[d.Result]++
		if i == 0 {
			first = d.Row
		}
		last = d.Row
	}
	if err := insert(ctx, w.session, "import_rows", rows); err != nil {
		return err
	}
	done := newSheet(batchColumns, 1)
	done.add(imp, number, strconv.Itoa(first), strconv.Itoa(last), strconv.Itoa(counts[importer.Created]),
		strconv.Itoa(counts[importer.Updated]), strconv.Itoa(counts[importer.Unchanged]), strconv.Itoa(counts[importer.Skipped]),
		strconv.Itoa(counts[importer.Failed]), timeText(w.store.options.Now()), strconv.FormatBool(w.batch.Stopped))
	return insert(ctx, w.session, "import_batches", done)
}

func problemsText(problems []importer.Problem) (string, error) {
	if len(problems) == 0 {
		return "", nil
	}
	text, err := json.Marshal(problems)
	return string(text), err
}
