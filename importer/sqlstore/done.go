package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// Done is what an import that was cut off has written. It implements importer.Done and, with the directory as it was
// before the import, importer.Directory.
type Done struct {
	store   *Store
	imp     uuid.UUID
	batches map[int]rowSpan
	last    int
	changed changedKeys
	scanner *pastScanner
}

// A rowSpan is the rows of one batch, by their numbers.
type rowSpan struct{ first, last int }

// load learns what is compact: the batches, and the keys that people had before.
func (d *Done) load(ctx context.Context, c *session) error {
	d.batches = make(map[int]rowSpan)
	query := d.store.write.Rebind("select number, first_row, last_row from import_batches where import_id = ?")
	err := c.scan(ctx, query, []any{d.imp.String()}, func(rows *sqlx.Rows) error {
		var number int
		var span rowSpan
		err := rows.Scan(&number, &span.first, &span.last)
		d.batches[number], d.last = span, max(d.last, number)
		return err
	})
	if err != nil {
		return err
	}
	return d.changed.load(ctx, d.store, c, d.imp)
}

// LastRow returns the number of the last row of a written batch, 0 where the batch is not written.
func (d *Done) LastRow(batch int) int { return d.batches[batch].last }

// Last returns the highest number of a written batch, 0 for none.
func (d *Done) Last() int { return d.last }

// Outcomes returns what became of the rows of a written batch, as importer.Done says: two queries.
func (d *Done) Outcomes(ctx context.Context, batch int) (map[int]*importer.Outcome, error) {
	span, ok := d.batches[batch]
	if !ok {
		return nil, nil
	}
	outcomes, err := d.results(ctx, batch, span)
	if err == nil {
		err = d.addChanges(ctx, span, outcomes)
	}
	return outcomes, wrap(ctx, err, "read what became of rows")
}

func (d *Done) results(ctx context.Context, batch int, span rowSpan) (map[int]*importer.Outcome, error) {
	outcomes := make(map[int]*importer.Outcome, span.last-span.first+1)
	query := d.store.read.Rebind(`select row_number, result, contact_id, user_id, problems from import_rows
		where import_id = ? and row_number between ? and ? and batch = ?`)
	err := d.store.reading().scan(ctx, query, []any{d.imp.String(), span.first, span.last, batch}, func(rows *sqlx.Rows) error {
		var row int
		var result string
		var contact, user uuid.NullUUID
		var problems []byte
		if err := rows.Scan(&row, &result, &contact, &user, &problems); err != nil {
			return err
		}
		o := &importer.Outcome{Contact: contact.UUID, User: user.UUID}
		outcomes[row] = o
		var known bool
		if o.Result, known = importer.ResultNamed(result); !known {
			return fmt.Errorf("row %d has the result %q: %w", row, result, importer.ErrOtherRows)
		}
		if len(problems) == 0 {
			return nil
		}
		return json.Unmarshal(problems, &o.Problems)
	})
	return outcomes, err
}

// addChanges adds what the rows changed, from the audit. Of what was erased nothing is known.
func (d *Done) addChanges(ctx context.Context, span rowSpan, outcomes map[int]*importer.Outcome) error {
	query := d.store.read.Rebind("select " + pastColumns + ` from audit a join audit_values w on w.audit_id = a.id
		where a.import_id = ? and a.row_number between ? and ?`)
	return d.store.reading().scan(ctx, query, []any{d.imp.String(), span.first, span.last}, func(rows *sqlx.Rows) error {
		past, _, err := d.scanner.scan(rows)
		if o := outcomes[past.Row]; o != nil && err == nil {
			o.Changes = importer.Diff(&past.Before, &past.After)
		}
		return err
	})
}

// Match returns the people whose keys these were before the import, as they were then.
func (d *Done) Match(ctx context.Context, keys importer.Keys) ([]*importer.Person, error) {
	keys.Contacts = slices.Concat(keys.Contacts, d.changed.holders(&keys))
	people, err := d.store.Match(ctx, keys)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(people))
	for i, p := range people {
		ids[i] = p.ContactID
	}
	pasts, err := d.store.Pasts(ctx, d.imp, ids)
	if err != nil {
		return nil, err
	}
	before := people[:0]
	for _, p := range people {
		if p.Import == d.imp {
			continue
		}
		if past := pasts[p.ContactID]; len(past) > 0 {
			p = importer.Back(p, past)
		}
		if p != nil {
			before = append(before, p)
		}
	}
	return before, nil
}

// Usernames returns the keys of the usernames that began with one of the stems before the import.
func (d *Done) Usernames(ctx context.Context, stems []string) ([]string, error) {
	now, err := d.store.usernames(ctx, stems, "join contacts c on c.id = u.contact_id and c.import_id is distinct from '"+d.imp.String()+"'")
	if err != nil {
		return nil, err
	}
	before := slices.DeleteFunc(now, func(key string) bool { return d.changed.given[key] })
	for key := range d.changed.usernames {
		if slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(key, stem) }) {
			before = append(before, key)
		}
	}
	return before, nil
}

// Seats returns how many users had each license before the import.
func (d *Done) Seats(ctx context.Context) (map[string]int, error) {
	seats, err := d.store.Seats(ctx)
	if err != nil {
		return nil, err
	}
	for _, side := range []struct {
		name string
		sign int
	}{{"before", 1}, {"after", -1}} {
		query := d.store.read.Rebind("select w." + side.name + "->>'license', count(*) from audit a join audit_values w on w.audit_id = a.id" +
			" where a.import_id = ? and w." + side.name + "->>'license' is not null group by 1")
		err := d.store.reading().scan(ctx, query, []any{d.imp.String()}, func(rows *sqlx.Rows) error {
			var license string
			var n int
			err := rows.Scan(&license, &n)
			seats[license] += side.sign * n
			return err
		})
		if err != nil {
			return nil, wrap(ctx, err, "count the seats that the import gave")
		}
	}
	return seats, nil
}
