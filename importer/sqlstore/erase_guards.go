package sqlstore

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// blankGuards takes the person's name out of what imports say about limits and about who was absent from their files. The
// numbers stay.
func (e *eraser) blankGuards(ctx context.Context) error {
	limits := newSheet([]column{uuidColumn("id"), jsonColumn("limits")}, 0)
	released := newSheet([]column{uuidColumn("id"), jsonColumn("released")}, 0)
	absent := newSheet([]column{uuidColumn("id"), jsonColumn("absent")}, 0)
	query := "select id, limits, released, absent from imports where limits is not null or released is not null or absent is not null"
	err := e.session.scan(ctx, query, nil, func(rows *sqlx.Rows) error {
		var id uuid.UUID
		var held, allowed, gone []byte
		if err := rows.Scan(&id, &held, &allowed, &gone); err != nil {
			return err
		}
		return errors.Join(e.blankLimits(limits, id, held), e.blankLimits(released, id, allowed), e.blankAbsent(absent, id, gone))
	})
	for _, changed := range []*sheet{limits, released, absent} {
		if err == nil {
			err = update(ctx, e.session, "imports", changed)
		}
	}
	return err
}

// blankLimits adds the limits to the sheet if their samples name the person.
func (e *eraser) blankLimits(s *sheet, id uuid.UUID, stored []byte) error {
	if len(stored) == 0 {
		return nil
	}
	var limits []importer.Breach
	if err := json.Unmarshal(stored, &limits); err != nil {
		return err
	}
	changed := false
	for i := range limits {
		changed = e.names.blankNames(limits[i].Sample) || changed
	}
	return addChanged(s, id, limits, changed)
}

func (e *eraser) blankAbsent(s *sheet, id uuid.UUID, stored []byte) error {
	if len(stored) == 0 {
		return nil
	}
	var a importer.Absent
	if err := json.Unmarshal(stored, &a); err != nil {
		return err
	}
	changed := false
	for _, names := range [][]string{a.People, a.Protected, a.Drifted} {
		changed = e.names.blankNames(names) || changed
	}
	return addChanged(s, id, &a, changed)
}

// addChanged adds the value of an import to the sheet, where it changed.
func addChanged(s *sheet, id uuid.UUID, value any, changed bool) error {
	if !changed {
		return nil
	}
	text, err := json.Marshal(value)
	s.add(id.String(), string(text))
	return err
}

// blankNames blanks those of the names that are the person's, and reports whether there was one.
func (n personNames) blankNames(names []string) bool {
	changed := false
	for i, name := range names {
		if n.mentions(name) {
			names[i], changed = erasedText, true
		}
	}
	return changed
}
