package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// LastSet returns what imports of a definition last set, as importer.Edits says: one query for all the people.
func (s *Store) LastSet(ctx context.Context, definition string, except uuid.UUID, contacts []uuid.UUID) (map[uuid.UUID]map[string]string, error) {
	asked := newSheet([]column{uuidColumn("id"), textColumn("definition"), uuidColumn("import_id")}, len(contacts))
	for _, id := range contacts {
		asked.add(id.String(), definition, except.String())
	}
	set := make(map[uuid.UUID]map[string]string, len(contacts))
	err := s.reading().query(ctx, asked, selectSet, func(rows *sqlx.Rows) error {
		var contact uuid.UUID
		var before, after string
		if err := rows.Scan(&contact, &before, &after); err != nil {
			return err
		}
		if set[contact] == nil {
			set[contact] = make(map[string]string)
		}
		return overlaySides(set[contact], before, after)
	})
	return set, wrap(ctx, err, "look up what earlier imports set")
}

// selectSet returns what imports of the definition changed, oldest first: the ids of the audit rise with time.
const selectSet = `
select a.contact_id, coalesce(w.before, '{}'), coalesce(w.after, '{}')
from v join audit a on a.contact_id = v.id join imports i on i.id = a.import_id join audit_values w on w.audit_id = a.id
where i.definition = v.definition and i.id <> v.import_id order by a.id`

// overlaySides notes what an audit entry set; what it emptied is only among what was there before. Lists are
// not looked at.
func overlaySides(set map[string]string, before, after string) error {
	for _, side := range []struct {
		text  string
		empty bool
	}{{before, true}, {after, false}} {
		var values map[string]any
		if err := json.Unmarshal([]byte(side.text), &values); err != nil {
			return fmt.Errorf("read the values of an audit entry: %w", err)
		}
		for field, value := range values {
			text, single := value.(string)
			if side.empty {
				text = ""
			}
			if single {
				set[field] = text
			}
		}
	}
	return nil
}

var _ importer.Edits = (*Store)(nil)
