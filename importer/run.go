package importer

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"muster/importer/value/seal"
)

// Options says what to import, from where, into what. Source, Mapper, Import, Rules and Index are
// needed; the rest has defaults.
type Options struct {
	Import *Import
	Rules  *Rules
	Index  *Index
	Source Source
	Mapper Mapper
	// Directory is whom the people are matched against. Defaults to nobody.
	Directory Directory
	// Feeds knows whom the definition has brought. Defaults to none: then nobody is deactivated for being absent, and the
	// limit on deactivations is a share of nobody.
	Feeds Feeds
	// Together is shared by the files that are complete only together. Defaults to a file that stands alone.
	Together *Together
	// Released has the limits that held this import back, and that somebody has released. Defaults to none.
	Released []Breach
	// Journal is what the import is written to. Defaults to none: then nothing is written, and the
	// results say what would be.
	Journal Journal
	// Done says what of the import is written already, where it carries on one that was cut off. Directory then
	// is the directory as it was before the import, and BatchSize as it was. Defaults to nothing.
	Done Done
	// Reporter receives each row's result. Defaults to none.
	Reporter Reporter
	// Progress is told how far the run is. Defaults to nobody.
	Progress Progress
	// Workers is how many goroutines map and check rows. Defaults to the number of cores.
	Workers int
	// BatchSize is how many rows are written in one transaction. Defaults to 5000.
	BatchSize int
	// First and Last bound the rows that are read, by their numbers; 0 is no bound.
	First, Last int
	// Reread opens the source's rows once more. It is needed where the catalog has a format for usernames and
	// the file has usernames too (those that the file gives must not be made for somebody else before), and where
	// several rows about one person are merged.
	Reread func() (Source, error)
	// Edits tells what people changed by hand. It is needed where Rules.KeepEdits asks for it.
	Edits Edits
	// Expected opens what the decisions are to be, from its first row: a plan that is applied. It may be called several
	// times. Defaults to none.
	Expected func() (Expected, error)
	// ExpectedAbsent has those whom the plan deactivates because they are in no row, with their versions. Defaults to nobody.
	ExpectedAbsent map[uuid.UUID]int64
	// Absent is told in a dry run whom the import would deactivate because they are in no row, before the first row is
	// reported. An error stops the run. Defaults to nobody.
	Absent func(*AbsentPerson) error
	// Survey decides about the whole file before anything is written. It is always so for an atomic
	// import, and where rows name managers or template users.
	Survey bool
	// SpoolDir is where a survey keeps its decisions, encrypted. Defaults to the system's temporary folder.
	SpoolDir string
	// Key seals temporary passwords and invitations until they are mailed. It is needed where the rules make any.
	Key *seal.Key
	// Stop, when closed, ends the run early and in good order: what is in hand is
	// completed. Defaults to never.
	Stop <-chan struct{}
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// NewID makes the ids of new people. Defaults to UUIDv7.
	NewID func() uuid.UUID
}

// DefaultBatchSize is the number of rows in one transaction where nothing else is said: smaller ones cost
// more per row, larger ones only memory.
const DefaultBatchSize = 5000

func (o *Options) setDefaults() error {
	switch {
	case o.Import == nil || o.Rules == nil || o.Index == nil:
		return errors.New("importer: Options needs Import, Rules and Index")
	case o.Source == nil || o.Mapper == nil:
		return errors.New("importer: Options needs Source and Mapper")
	}
	if o.Directory == nil {
		o.Directory = nobody{}
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.BatchSize <= 0 {
		o.BatchSize = DefaultBatchSize
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NewID == nil {
		o.NewID = func() uuid.UUID { return uuid.Must(uuid.NewV7()) }
	}
	return nil
}

// nobody is a directory without people.
type nobody struct{}

func (nobody) Match(context.Context, Keys) ([]*Person, error) { return nil, nil }

func (nobody) Usernames(context.Context, []string) ([]string, error) { return nil, nil }

func (nobody) Seats(context.Context) (map[string]int, error) { return nil, nil }

// ErrInterrupted is returned by Run when it was asked to stop before the file's end.
var ErrInterrupted = errors.New("the import was interrupted")

// Run imports one file. It returns the summary of what was done also when it fails; then the error
// says why it went no further. Rows that are refused are no error: see Summary.Rows.
//
// The results do not depend on Workers, BatchSize or timing. Run returns when all its goroutines
// have ended.
func Run(ctx context.Context, o Options) (*Summary, error) {
	if err := o.setDefaults(); err != nil {
		return nil, err
	}
	r, err := newRun(&o)
	if err == nil {
		err = r.prepare(ctx)
	}
	if err != nil {
		return nil, err
	}
	if o.Survey || o.Import.Atomic || r.layout.Gives(Manager) || r.layout.Gives(CloneFrom) || r.guarded {
		err = r.surveyThenWrite(ctx)
	} else {
		err = r.writeAsRead(ctx)
	}
	return r.summary, r.end(ctx, err)
}

// prepare finds out what must be known before the first decision.
func (r *run) prepare(ctx context.Context) error {
	if err := r.readAhead(ctx); err != nil {
		return err
	}
	if err := r.countSeats(ctx); err != nil {
		return err
	}
	return r.prepareGuards(ctx)
}

// A run is the state of one import under way.
type run struct {
	o       *Options
	layout  *Layout
	checker *checker
	decider *decider
	claims  *fileLedger
	chart   *chart // only in a survey of rows that name managers
	feed    *feed  // nil where it is of no interest whom the definition has brought
	// guarded tells that a limit, or people who are absent, ask for a survey. activePeople is how many are in the
	// directory, where that was counted.
	guarded      bool
	activePeople int
	summary      *Summary
	lastRow      int // of the source; only the reading goroutine writes it
	// cut tells that rows were left out because the run was asked to stop.
	cut atomic.Bool
	// room has an element for each chunk under way. It bounds the memory of a run: one for each worker
	// and each writer.
	room chan struct{}
	// reportErr is the first error of the reporter; only the reporting goroutine writes it.
	reportErr error

	mu      sync.Mutex
	written map[int]*chunk     // written and not yet reported, by number
	again   map[*Decision]bool // decided anew while they were written
	// shaken has the people of several rows about whom an earlier row came to something else than was decided.
	shaken map[*repeatedPerson]bool
}

func newRun(o *Options) (*run, error) {
	namer, err := newNamer(o.Index.Catalog())
	if err != nil {
		return nil, err
	}
	layout := o.Mapper.Layout()
	claims := newFileLedger()
	r := &run{
		o: o, layout: layout, claims: claims, decider: newDecider(o, namer),
		checker: newChecker(o.Rules, o.Index, layout),
		summary: newSummary(o), written: make(map[int]*chunk),
		again: make(map[*Decision]bool), shaken: make(map[*repeatedPerson]bool), room: make(chan struct{}, o.Workers+max(1, o.Import.Writers)),
	}
	if layout.Gives(Manager) {
		r.chart = newChart(claims)
	}
	if layout.Gives(CloneFrom) {
		r.decider.clones = newClones(claims)
	}
	return r, nil
}

func newSummary(o *Options) *Summary {
	s := &Summary{
		Definition: o.Import.Definition, Source: o.Import.Source, SHA256: o.Import.SHA256,
		Directory: o.Import.Directory, Actor: o.Import.Begun(), State: Running, Started: o.Import.Started,
		Whole:    o.Import.Full && !o.Import.Part && o.First == 0 && o.Last == 0,
		Mails:    Mails{Server: o.Import.MailServer},
		Problems: make(map[string]int), Examples: make(map[string]Example), Reports: []string{},
	}
	if o.Journal != nil {
		s.Import = o.Import.ID.String()
	}
	return s
}

func (r *run) stopped() bool {
	select {
	case <-r.o.Stop:
		return true
	default:
		return false
	}
}

// writeAsRead is the one pass: each batch is written as soon as it is decided.
func (r *run) writeAsRead(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	decided := r.asPlanned(gctx, g, r.decisions(gctx, g))
	if r.o.Journal == nil {
		drain(gctx, g, decided, r.reportLast)
	} else {
		drain(gctx, g, ordered(gctx, g, r.writers(), inOrder(gctx, g, decided, r.equip), r.write), r.reportLast)
	}
	err := g.Wait()
	return errors.Join(err, r.reportWritten(context.WithoutCancel(ctx)))
}

// decisions is the flow that every run has: rows in, decisions out, in file order.
func (r *run) decisions(ctx context.Context, g *errgroup.Group) <-chan *chunk {
	rows := make(chan *chunk)
	g.Go(func() error { return r.read(ctx, rows) })
	understood := ordered(ctx, g, r.o.Workers, rows, r.understand)
	claimed := inOrder(ctx, g, understood, func(_ context.Context, c *chunk) error {
		for _, e := range c.entries {
			r.decider.joined.complete(e)
			r.claims.claim(e)
		}
		return nil
	})
	decided := inOrder(ctx, g, ordered(ctx, g, r.lookers(), claimed, r.lookUp), r.decideAll)
	if !r.givesPasswords() {
		return decided
	}
	return inOrder(ctx, g, decided, r.compare)
}

// givesPasswords reports whether rows of the file have passwords, or hashes of them.
func (r *run) givesPasswords() bool {
	_, passwords := r.layout.Columns[Password.String()]
	_, hashes := r.layout.Columns[PasswordHash.String()]
	return passwords || hashes
}

// writers returns how many batches are written at once: one after the other where several rows are about one person, so
// that what they say is written in the order of the file.
func (r *run) writers() int {
	if r.decider.joined.any() {
		return 1
	}
	return r.lookers()
}

// lookers returns how many batches are looked up in the directory at once.
func (r *run) lookers() int { return max(1, r.o.Import.Writers) }

// commit carries out the chunk's decisions.
func (r *run) commit(ctx context.Context, c *chunk) error {
	r.shakeAll(c)
	if err := r.o.Journal.Write(ctx, r.batch(c)); err != nil {
		return fmt.Errorf("write rows %d to %d: %w", c.decisions[0].Row, c.decisions[len(c.decisions)-1].Row, err)
	}
	r.noteRefused(c)
	return nil
}

// write carries out the chunk's decisions and remembers that they are to be reported.
func (r *run) write(ctx context.Context, c *chunk) error {
	if c.written() {
		c.settleWritten()
		r.noteRefused(c)
	} else if err := r.commit(ctx, c); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.written[c.number] = c
	return nil
}

// report counts the chunk's rows and hands them to the reporter, in file order.
func (r *run) report(_ context.Context, c *chunk) error {
	r.mu.Lock()
	delete(r.written, c.number)
	r.mu.Unlock()
	for _, d := range c.decisions {
		r.summary.Count(d)
		if r.o.Reporter == nil {
			continue
		}
		contact, user := d.IDs()
		if r.o.Journal == nil {
			contact, user = r.meant(d) // who is not made has no id
		}
		err := r.o.Reporter.Report(&RowResult{
			Row: d.Row, Line: d.Line, Result: d.Result, ContactID: contact, UserID: user,
			Problems: d.Problems, Changes: d.Changes(), Cells: d.Cells, Before: d.Before,
		})
		if err != nil && r.reportErr == nil {
			r.reportErr = err // the import goes on: a full disk here is no reason to leave people half imported
		}
	}
	r.tell(ProgressStatus{
		Done: c.done, Total: c.total, Rows: r.summary.Rows.Read(), Failed: r.summary.Rows[Failed], Phase: "importing",
	})
	return nil
}

// reportLast reports the chunk and is done with it.
func (r *run) reportLast(ctx context.Context, c *chunk) error {
	defer r.done()
	return r.report(ctx, c)
}

// reportWritten reports what was written after the flow broke off: batches are written out of order, and
// what is in the directory must be in the report.
func (r *run) reportWritten(ctx context.Context) error {
	for number := 1; len(r.written) > 0; number++ {
		c, ok := r.written[number]
		if !ok {
			continue
		}
		if err := r.report(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) tell(s ProgressStatus) {
	if r.o.Progress != nil {
		r.o.Progress.Update(s)
	}
}

// end completes the summary, puts the report in its place and records the end of the import.
func (r *run) end(ctx context.Context, err error) error {
	ctx = context.WithoutCancel(ctx)
	s := r.summary
	switch {
	case err != nil && (errors.Is(err, context.Canceled) || errors.Is(err, ErrInterrupted)):
		s.State, err = Interrupted, ErrInterrupted
	case err != nil:
		s.State, s.Error = FailedRun, err.Error()
	case s.State != Running:
	case r.cut.Load():
		s.State, err = Interrupted, ErrInterrupted
	case r.o.Journal == nil:
		s.State = Planned
	default:
		s.State = Finished
	}
	if r.o.Reporter != nil {
		paths, closeErr := r.o.Reporter.Close()
		s.Reports = append(s.Reports, paths...)
		if closeErr == nil {
			closeErr = r.reportErr
		}
		err = errors.Join(err, closeErr)
	}
	r.o.Together.end(r.feed, s.State)
	s.Seconds = r.o.Now().Sub(s.Started).Seconds()
	if s.Seconds > 0 {
		s.RowsPerSecond = float64(s.Rows.Read()) / s.Seconds
	}
	if r.o.Journal != nil {
		err = errors.Join(err, r.o.Journal.Finish(ctx, s))
	}
	return err
}
