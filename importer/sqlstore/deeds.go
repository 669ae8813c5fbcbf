package sqlstore

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// behindRows is the row of a mark among what no row of the import did.
const behindRows = -1

// Deeds implements importer.History: first what the rows did, then what was done about people whom no row names.
func (s *Store) Deeds(ctx context.Context, id uuid.UUID, after importer.Mark, n int) ([]importer.Past, importer.Mark, error) {
	scanner, err := s.newPastScanner(ctx, id)
	if err != nil {
		return nil, after, err
	}
	p := &deedReader{store: s, scanner: scanner, id: id, mark: after}
	if after.Row != behindRows {
		err = p.read(ctx, "a.row_number is not null and (a.row_number, a.id) > (?, ?)", []any{after.Row, after.Entry.String()}, n)
		if err == nil && len(p.deeds) < n {
			p.mark = importer.Mark{Row: behindRows}
		}
	}
	if err == nil && p.mark.Row == behindRows {
		err = p.read(ctx, "a.row_number is null and a.id > ?", []any{p.mark.Entry.String()}, n-len(p.deeds))
	}
	return p.deeds, p.mark, wrap(ctx, err, "read what the import did")
}

// A deedReader reads a page of what an import did.
type deedReader struct {
	store   *Store
	scanner *pastScanner
	id      uuid.UUID
	mark    importer.Mark
	deeds   []importer.Past
}

// read appends up to n entries that meet the condition, in order.
func (p *deedReader) read(ctx context.Context, condition string, args []any, n int) error {
	query := "select " + pastColumns + " from audit a left join audit_values w on w.audit_id = a.id" +
		" where a.import_id = ? and a.contact_id is not null and " + condition + " order by a.row_number, a.id limit ?"
	args = append(append([]any{p.id.String()}, args...), n)
	return p.store.reading().scan(ctx, p.store.read.Rebind(query), args, func(rows *sqlx.Rows) error {
		past, entry, err := p.scanner.scan(rows)
		if err != nil {
			return err
		}
		p.deeds = append(p.deeds, past)
		p.mark.Entry = entry
		if past.Row > 0 {
			p.mark.Row = past.Row
		}
		return nil
	})
}
