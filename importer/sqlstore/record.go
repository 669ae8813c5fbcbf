package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// A Record is what the directory keeps of an import so that it can be carried on: how far it came, and what it was asked
// for.
type Record struct {
	*importer.Summary
	// Request is what Import.Request was, nil where it was nothing.
	Request []byte
	// Catalog is what the import loads with its first write, nil for none.
	Catalog *importer.Catalog
	Atomic  bool
	// OSUser is the operating system's user who began the import.
	OSUser string
	// Released has the limits that held the import back until somebody released it, nil for none.
	Released []importer.Breach
}

// Record returns what is kept of an import, or ErrNoImport.
func (s *Store) Record(ctx context.Context, id uuid.UUID) (*Record, error) {
	summary, err := s.Import(ctx, id)
	if err != nil {
		return nil, err
	}
	r := &Record{Summary: summary}
	sheet := keySheet(uuidColumn("id"), []string{id.String()})
	query := "select imports.request, imports.catalog, imports.atomic, imports.os_user, imports.released from imports join v on v.id = imports.id"
	err = s.reading().query(ctx, sheet, query, func(rows *sqlx.Rows) error {
		var catalog, released []byte
		if err := rows.Scan(&r.Request, &catalog, &r.Atomic, &r.OSUser, &released); err != nil {
			return err
		}
		if len(catalog) > 0 {
			if err := json.Unmarshal(catalog, &r.Catalog); err != nil {
				return err
			}
		}
		return r.loadReleased(released)
	})
	return r, wrap(ctx, err, "read what the import was asked for")
}

// Resumable returns a *StateError where the import has come to an end.
func (r *Record) Resumable() error {
	if !slices.Contains(resumable, r.State) {
		return &StateError{r.State}
	}
	return nil
}

// KeepRequest replaces what an import was asked for.
func (s *Store) KeepRequest(ctx context.Context, id uuid.UUID, request []byte) error {
	row := newSheet([]column{uuidColumn("id"), jsonColumn("request")}, 1)
	row.add(id.String(), string(request))
	err := s.transact(ctx, func(c *session) error { return update(ctx, c, "imports", row) })
	return wrap(ctx, err, fmt.Sprintf("record what import %s was asked for", id))
}
