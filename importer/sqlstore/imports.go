package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// importColumns is what scanImport reads. While an import runs, and after it was cut off, its counts are those of
// the batches that it has written.
const importColumns = `i.id, i.definition, i.source, i.sha256, i.actor, i.state, i.started_at, i.seconds, i.deactivated,
	i.warnings, i.problems, i.held_passwords, i.held_edits, i.mails_queued, i.mail_server, i.directory_new, i.reports, i.error,
	i.limits, i.absent, i.superseded_by,
	i.undoes, i.undo, i.pruned_at,
	case when i.finished_at is null then coalesce(b.created, 0) else i.created end,
	case when i.finished_at is null then coalesce(b.updated, 0) else i.updated end,
	case when i.finished_at is null then coalesce(b.unchanged, 0) else i.unchanged end,
	case when i.finished_at is null then coalesce(b.skipped, 0) else i.skipped end,
	case when i.finished_at is null then coalesce(b.failed, 0) else i.failed end`

const importsAndBatches = ` from imports i left join (
	select import_id, sum(created) as created, sum(updated) as updated, sum(unchanged) as unchanged,
		sum(skipped) as skipped, sum(failed) as failed
	from import_batches group by import_id) b on b.import_id = i.id`

// Imports yields the imports that the filter lets through, oldest first, as their summaries. An error is
// the last thing it yields.
func (s *Store) Imports(ctx context.Context, f Filter) iter.Seq2[importer.Summary, error] {
	where := &conditions{}
	if f.Import != uuid.Nil {
		where.add("i.id = ?", f.Import.String())
	}
	if f.Person != "" {
		where.add("i.id in (select r.import_id from import_rows r where r.contact_id in (select c.id"+contactsAndUsers+" where "+personTerm+"))",
			personArgs(f.Person)...)
	}
	if !f.Since.IsZero() {
		where.add("i.started_at >= ?", timeText(f.Since))
	}
	query := "select " + importColumns + importsAndBatches + where.where() + " order by i.started_at, i.id"
	return list(ctx, s, "list imports", query, where.args, s.scanImport)
}

// ErrNoImport says that the directory knows no import of that id.
var ErrNoImport = errors.New("the directory knows no import of that id; see muster imports")

// Import returns the summary of one import, or ErrNoImport.
func (s *Store) Import(ctx context.Context, id uuid.UUID) (*importer.Summary, error) {
	for summary, err := range s.Imports(ctx, Filter{Import: id}) {
		return &summary, err
	}
	return nil, ErrNoImport
}

func (s *Store) scanImport(rows *sqlx.Rows) (importer.Summary, error) {
	var m importer.Summary
	var id uuid.UUID
	var started instant
	var problems, reports, limits, absent, undo []byte
	var newer, undoes uuid.NullUUID
	var pruned instant
	err := rows.Scan(&id, &m.Definition, &m.Source, &m.SHA256, &m.Actor, &m.State, &started, &m.Seconds, &m.Deactivated,
		&m.Warnings, &problems, &m.HeldBack.Passwords, &m.HeldBack.Edits, &m.Mails.Queued, &m.Mails.Server, &m.Directory.New,
		&reports, &m.Error, &limits, &absent, &newer, &undoes, &undo, &pruned, &m.Rows[importer.Created], &m.Rows[importer.Updated], &m.Rows[importer.Unchanged],
		&m.Rows[importer.Skipped], &m.Rows[importer.Failed])
	if err != nil {
		return m, err
	}
	m.Import, m.Started, m.Directory.DB = id.String(), started.Time, s.at.String()
	if !pruned.IsZero() {
		m.Pruned = &pruned.Time
	}
	if err := readUndo(&m, undoes, undo); err != nil {
		return m, fmt.Errorf("read what undo %s came to: %w", id, err)
	}
	if m.Seconds > 0 {
		m.RowsPerSecond = float64(m.Rows.Read()) / m.Seconds
	}
	if err := json.Unmarshal(problems, &m.Problems); err != nil {
		return m, fmt.Errorf("read the problems of import %s: %w", id, err)
	}
	if err := json.Unmarshal(reports, &m.Reports); err != nil {
		return m, fmt.Errorf("read the reports of import %s: %w", id, err)
	}
	for _, part := range []struct {
		text []byte
		into any
	}{{limits, &m.Limits}, {absent, &m.Absent}} {
		if len(part.text) == 0 {
			continue
		}
		if err := json.Unmarshal(part.text, part.into); err != nil {
			return m, fmt.Errorf("read what held import %s back: %w", id, err)
		}
	}
	m.SupersededBy = idText(newer.UUID)
	return m, nil
}
