package sqlstore

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// A PickedFile is a file that a pickup has taken out of a drop folder, or is about to.
type PickedFile struct {
	ID         uuid.UUID
	Definition string
	Folder     string // the drop folder: sftp://…, or an absolute path
	Name       string // as it was dropped
	Size       int64  // in bytes
	SHA256     string // in hex
	Claim      string // what it is called while it is worked on
	Marker     string // the file beside it that made it ready, "" for none
	State      PickedState
	Import     uuid.UUID // zero before one is begun
	Place      string    // where it is put in the end, a path in the folder; "" while that is open
	Seen       time.Time
}

// A PickedState is how far a pickup has come with a file.
type PickedState string

// The states of picked files. The last three are the end.
const (
	PickedClaimed  PickedState = "claimed"  // it is being claimed or imported: the import says how far
	PickedImported PickedState = "imported" // what was to be done with it is done, but for putting it to its place
	PickedSettled  PickedState = "settled"  // it is in its place
	PickedLost     PickedState = "lost"     // it was imported, and then taken away by somebody
	PickedLeft     PickedState = "left"     // it was never claimed, or given back
)

// Open reports whether something is still to be done with the file.
func (s PickedState) Open() bool { return s == PickedClaimed || s == PickedImported }

var pickedColumns = []column{
	uuidColumn("id"), textColumn("definition"), textColumn("folder"), textColumn("name"), intColumn("size"), textColumn("sha256"),
	textColumn("claim"), textColumn("marker"), textColumn("state"), uuidColumn("import_id"), textColumn("place"), timeColumn("seen_at"),
	timeColumn("settled_at"),
}

// RecordPicked notes how far a pickup has come with a file.
func (s *Store) RecordPicked(ctx context.Context, f *PickedFile) error {
	row := newSheet(pickedColumns, 1)
	settled, imp := "", ""
	if !f.State.Open() {
		settled = timeText(s.options.Now())
	}
	if f.Import != uuid.Nil {
		imp = f.Import.String()
	}
	row.add(f.ID.String(), f.Definition, strings.ToValidUTF8(f.Folder, badName), f.Name, strconv.FormatInt(f.Size, 10), f.SHA256, f.Claim,
		f.Marker, string(f.State), imp, f.Place, timeText(f.Seen), settled)
	err := s.transact(ctx, func(c *session) error {
		return c.exec(ctx, row, "insert into picked_files ("+row.names()+") select "+row.names()+
			" from v where true on conflict (id) do update set "+row.excluded("id"))
	})
	return wrap(ctx, err, "note what was picked up")
}

// OpenPicked returns the files of a folder with which pickups of the definition are not done, in the order in which they
// were seen.
func (s *Store) OpenPicked(ctx context.Context, definition, folder string) ([]PickedFile, error) {
	return s.picked(ctx, "settled_at is null and definition = ? and folder = ?", definition, strings.ToValidUTF8(folder, badName))
}

// LostPicked returns the files of that name and hash that the definition has imported, and that somebody took away before they
// were put to their place.
func (s *Store) LostPicked(ctx context.Context, definition, name, sha256 string) ([]PickedFile, error) {
	return s.picked(ctx, "sha256 = ? and name = ? and definition = ? and state = 'lost'", sha256, name, definition)
}

// PickedFor returns the files whose import that is: one, or none where it came another way.
func (s *Store) PickedFor(ctx context.Context, id uuid.UUID) ([]PickedFile, error) {
	return s.picked(ctx, "import_id = ?", id.String())
}

func (s *Store) picked(ctx context.Context, where string, args ...any) (files []PickedFile, err error) {
	query := "select id, definition, folder, name, size, sha256, claim, marker, state, import_id, place, seen_at from picked_files where " +
		where + " order by seen_at, id"
	for f, err := range list(ctx, s, "list what was picked up", query, args, scanPicked) {
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

func scanPicked(rows *sqlx.Rows) (PickedFile, error) {
	var f PickedFile
	var imp uuid.NullUUID
	var seen instant
	err := rows.Scan(&f.ID, &f.Definition, &f.Folder, &f.Name, &f.Size, &f.SHA256, &f.Claim, &f.Marker, &f.State, &imp, &f.Place, &seen)
	f.Import, f.Seen = imp.UUID, seen.Time
	return f, err
}
