package sqlstore

import (
	"context"
	"slices"
	"strconv"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// Link sets managers once everybody is written, as importer.Journal says.
func (j *journal) Link(ctx context.Context, links []importer.Link) (refused []int, err error) {
	leave, err := j.place(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	err = j.again(ctx, func() error {
		return j.within(ctx, func(c *session) error {
			refused, err = link(ctx, c, links)
			if err != nil {
				return err
			}
			return j.recordProblems(ctx, c, links, refused)
		})
	})
	return refused, wrap(ctx, err, "set the managers")
}

// recordProblems puts right what the results say about rows whose manager is not there, or was not the last time.
func (j *journal) recordProblems(ctx context.Context, c *session, links []importer.Link, refused []int) error {
	sheet := newSheet([]column{uuidColumn("import_id"), intColumn("row_number"), jsonColumn("problems")}, len(refused))
	for _, l := range links {
		list := l.Linked
		if slices.Contains(refused, l.Row) {
			list = l.Refused
		} else if !l.Again {
			continue
		}
		problems, err := problemsText(list)
		if err != nil {
			return err
		}
		sheet.add(j.imp.ID.String(), strconv.Itoa(l.Row), problems)
	}
	return c.exec(ctx, sheet, `update import_rows set problems = v.problems
		from v where import_rows.import_id = v.import_id and import_rows.row_number = v.row_number`)
}

func link(ctx context.Context, c *session, links []importer.Link) (refused []int, err error) {
	there, err := contactsThere(ctx, c, links)
	if err != nil {
		return nil, err
	}
	sheet := newSheet([]column{uuidColumn("id"), uuidColumn("manager_id")}, len(links))
	for _, l := range links {
		if !there[l.Contact] || l.Manager != uuid.Nil && !there[l.Manager] {
			refused = append(refused, l.Row)
			continue
		}
		sheet.add(l.Contact.String(), idText(l.Manager))
	}
	return refused, c.exec(ctx, sheet, `update contacts set manager_id = v.manager_id, version = version + 1
		from v where contacts.id = v.id and contacts.manager_id is distinct from v.manager_id`)
}

// contactsThere returns those whom the links name and who are in the directory. They are locked, so that
// they stay there.
func contactsThere(ctx context.Context, c *session, links []importer.Link) (map[uuid.UUID]bool, error) {
	named := make(map[uuid.UUID]bool, 2*len(links))
	var ids []string
	for _, l := range links {
		for _, id := range [...]uuid.UUID{l.Contact, l.Manager} {
			if id != uuid.Nil && !named[id] {
				named[id] = true
				ids = append(ids, id.String())
			}
		}
	}
	slices.Sort(ids)
	there := make(map[uuid.UUID]bool, len(ids))
	query := "select id from contacts where id in (select id from v) order by id" + c.dialect.forUpdate
	err := c.query(ctx, keySheet(uuidColumn("id"), ids), query, func(rows *sqlx.Rows) error {
		var id uuid.UUID
		err := rows.Scan(&id)
		there[id] = true
		return err
	})
	return there, err
}
