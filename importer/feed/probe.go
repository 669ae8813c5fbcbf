package feed

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"muster/importer/value/filename"
	"muster/sources"
)

// note is what a probe holds, for who finds one that was left behind.
const note = "made by muster doctor; may be deleted\n"

// A Trial is something that a pickup does in a drop folder, and that was tried out.
type Trial struct {
	// Done says what, as in: the folder can be listed.
	Done string
	// Err says why it cannot be done, nil where it can.
	Err error
	// Grant says what to do about it.
	Grant string
}

// Probe tries out all that a pickup does in the drop folder of a definition: look, read, write, rename, put away. It begins no
// import and touches nobody's file; it tries with one of its own, which it takes away again. The folders for what is done are made
// where they are missing, as the first pickup would. It ends with the first thing that cannot be done and without which the rest
// cannot be tried.
func Probe(ctx context.Context, source *sources.Config) []Trial {
	p, err := newPickup(PickupOptions{}.over(source))
	if err != nil {
		return []Trial{{Done: "the place of the files is understood", Err: err, Grant: "correct source.location and source.sftp in the definition"}}
	}
	s := &session{pickup: p, who: p.at.who()}
	if p.folder, err = p.open(ctx); err != nil {
		return []Trial{{Done: "the folder is reached", Err: err, Grant: s.letIn()}}
	}
	defer p.folder.Close()
	s.try("the folder "+p.at.folder+" is reached", "", nil)
	s.look(ctx)
	s.write(ctx)
	return s.trials
}

// over are options that know a source and nothing else.
func (o PickupOptions) over(source *sources.Config) PickupOptions {
	o.Job.Definition.Source = *source
	return o
}

// who names the user to whom rights are granted.
func (l *location) who() string {
	if l.remote == nil {
		return "the user that runs muster"
	}
	return l.remote.User + " on " + l.remote.Host
}

// A session is the probing of one folder.
type session struct {
	*pickup
	who    string
	trials []Trial
}

// try notes how something came out, and reports whether it can be done.
func (s *session) try(done, grant string, err error) bool {
	s.trials = append(s.trials, Trial{Done: done, Err: err, Grant: grant})
	return err == nil
}

// letIn says what to do where the folder cannot even be opened.
func (s *session) letIn() string {
	if s.at.remote == nil {
		return "make the folder, or correct source.location"
	}
	return "check with who runs the server that it is up, lets " + s.at.remote.User + " in (with the key of source.sftp.key_file, or MUSTER_SFTP_PASSWORD), and has the folder"
}

// errEnough ends the reading of a file that need not be read further.
var errEnough = errors.New("that is enough")

// A taster takes the first bytes of a file, and no more.
type taster struct{}

func (taster) Write([]byte) (int, error) { return 0, errEnough }

// look lists the folder, and begins to read the first file that a pickup would take.
func (s *session) look(ctx context.Context) {
	found, err := s.candidates(ctx)
	if !s.try("its files can be listed", "grant "+s.who+" the right to read the folder "+s.at.folder, err) || len(found) == 0 {
		return
	}
	name := found[0].Name()
	err = s.folder.Fetch(ctx, name, taster{})
	if errors.Is(err, errEnough) {
		err = nil
	}
	s.try(name+" can be read", "grant "+s.who+" the right to read the files that are dropped there", err)
}

// write makes a file, renames it, puts it away as a pickup does with those that it has imported, and removes it.
func (s *session) write(ctx context.Context) {
	probe := filename.Probe()
	err := s.folder.Put(ctx, probe, strings.NewReader(note))
	if !s.try("files can be written there", "grant "+s.who+" the right to write to "+s.at.folder, err) {
		return
	}
	renamed := filename.Probe()
	err = s.folder.Move(ctx, probe, renamed)
	if s.try("files can be renamed there", "grant "+s.who+" the right to rename files in "+s.at.folder+"; without it no file can be claimed", err) {
		probe = renamed
	}
	if err == nil {
		probe = s.putAway(ctx, probe)
	}
	err = s.folder.Remove(ctx, probe)
	if err != nil {
		s.try("what was tried out is gone", "delete "+probe+" in "+s.at.folder+"; muster needs no right to delete", err)
	}
}

// putAway moves the probe into each folder for what is done and back, and writes beside it. It returns where the probe is.
func (s *session) putAway(ctx context.Context, probe string) string {
	for _, folder := range []string{s.config.Archive, s.config.Failed, s.config.Held} {
		grant := fmt.Sprintf("grant %s the right to write to and rename files in %s, in the folder %s", s.who, folder, s.at.folder)
		if !s.try("the folder "+folder+" is there", fmt.Sprintf("make the folder %s in %s, or grant %s the right to make it", folder, s.at.folder, s.who), s.folder.MakeFolder(ctx, folder)) {
			continue
		}
		there := strings.TrimSuffix(folder, "/") + "/" + probe
		if !s.try("files can be put away to "+folder, grant, s.folder.Move(ctx, probe, there)) {
			continue
		}
		s.try("results can be written to "+folder, grant, s.beside(ctx, folder))
		if err := s.folder.Move(ctx, there, probe); err != nil {
			s.try("files can be taken out of "+folder, grant, err)
			return there
		}
	}
	return probe
}

// beside writes a file into a folder as reports are written, and removes it.
func (s *session) beside(ctx context.Context, folder string) error {
	report := strings.TrimSuffix(folder, "/") + "/" + filename.Probe()
	if err := s.folder.Put(ctx, report, strings.NewReader(note)); err != nil {
		return err
	}
	return s.folder.Remove(ctx, report)
}
