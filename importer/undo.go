package importer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"muster/importer/value/seal"
)

// A History tells what an import did, and what there is of it now. Its methods may be called from several goroutines.
type History interface {
	Directory
	// Deeds returns up to n things that the import did to people, in the order of its rows, from the one after the mark
	// on; what no row did comes last. The zero mark is the start. It returns the mark to go on from; there is no more
	// where it returns fewer than n.
	Deeds(ctx context.Context, imp uuid.UUID, after Mark, n int) ([]Past, Mark, error)
	// Pasts returns all that the import did to these people, last first.
	Pasts(ctx context.Context, imp uuid.UUID, contacts []uuid.UUID) (map[uuid.UUID][]Past, error)
	// Scope says what has to be known of the whole import before the first of it is undone.
	Scope(ctx context.Context, imp uuid.UUID) (*Scope, error)
	// Ties says what ties those people to the directory whom the import made, or whose user; who has no tie may be missing.
	Ties(ctx context.Context, imp uuid.UUID, users []uuid.UUID) (map[uuid.UUID]Tie, error)
}

// A Mark is a place among the things that an import did.
type Mark struct {
	Row   int       // 0: at the start, or behind all rows
	Entry uuid.UUID // the audit entry; zero: at the start
}

// A Scope is what has to be known of a whole import before the first of it is undone.
type Scope struct {
	// LastRow is the number of the import's last row.
	LastRow int
	// Repeated has the people to whom the import did something more than once.
	Repeated map[uuid.UUID]bool
	// Managers has those whom the import made and who are somebody's manager; true where that is somebody whom the import
	// did not touch.
	Managers map[uuid.UUID]bool
	// Withdrawn is how many of the import's mails are not sent and never will be, Sent how many were; SentTo
	// has the first of those.
	Withdrawn, Sent int
	SentTo          []SentMail
}

// UndoOptions says what to undo. Import, Undone and History are needed; the rest has defaults.
type UndoOptions struct {
	// Import is the undo itself, which is an import too.
	Import *Import
	// Undone is what is taken back.
	Undone uuid.UUID
	// History is where the undone import is recorded.
	History History
	// Journal is what the undo is written to. Defaults to none: then nothing is written, and the results
	// say what would be.
	Journal Journal
	// Reporter receives the result of each row. Defaults to none.
	Reporter Reporter
	// Key opens the password hashes that the import replaced. Defaults to none: then they are not put back.
	Key *seal.Key
	// Progress is told how far the undo is. Defaults to nobody.
	Progress Progress
	// BatchSize is how many rows are written in one transaction. Defaults to 5000.
	BatchSize int
	// Stop, when closed, ends the undo early and in good order. Defaults to never.
	Stop <-chan struct{}
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
}

func (o *UndoOptions) setDefaults() error {
	if o.Import == nil || o.Undone == uuid.Nil || o.History == nil {
		return errors.New("importer: UndoOptions needs Import, Undone and History")
	}
	if o.BatchSize <= 0 {
		o.BatchSize = DefaultBatchSize
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return nil
}

// Undo takes back what an import changed. People whom it made are removed, or deactivated where something ties them to the
// directory; others get back what they had, but for what somebody else changed since, which stays and is told as
// a warning. It has a result for every row of the import that changed something: updated where something was put back
// (also for who is removed), unchanged where there was nothing left to put back, failed where the directory refused.
//
// It returns the summary of what was done also when it fails. Undoing what is undone in part carries it on.
func Undo(ctx context.Context, o UndoOptions) (*Summary, error) {
	if err := o.setDefaults(); err != nil {
		return nil, err
	}
	u := &undo{o: &o, summary: newUndoSummary(&o)}
	err := u.survey(ctx)
	if err == nil {
		err = u.write(ctx)
	}
	return u.summary, u.end(ctx, err)
}

func newUndoSummary(o *UndoOptions) *Summary {
	s := newSummary(&Options{Import: o.Import, Journal: o.Journal})
	s.Undo = &UndoNote{Undoes: o.Undone.String()}
	return s
}

// An undo is the state of one undo under way.
type undo struct {
	o       *UndoOptions
	scope   *Scope
	stay    map[uuid.UUID]bool // managers whom the import made and who stay
	summary *Summary
	cut     bool
	// reportErr is the first error of the reporter.
	reportErr error
}

// A deedPage is some of what an import did, on its way through the undo; it becomes one batch.
type deedPage struct {
	number    int
	rows      []int // the row number of each deed
	deeds     []Past
	pasts     map[*Decision]*Past
	ties      map[uuid.UUID]Tie
	decisions []*Decision
}

// pages reads what the import did, page by page.
func (u *undo) pages(ctx context.Context, out chan<- *deedPage) error {
	defer close(out)
	var mark Mark
	extra := u.scope.LastRow
	for number := 1; ; number++ {
		if u.stopped() {
			u.cut = true
			return nil
		}
		deeds, next, err := u.o.History.Deeds(ctx, u.o.Undone, mark, u.o.BatchSize)
		if err != nil {
			return err
		}
		if len(deeds) > 0 {
			p := &deedPage{number: number, deeds: deeds, rows: make([]int, len(deeds)), pasts: make(map[*Decision]*Past, len(deeds))}
			for i := range deeds {
				if p.rows[i] = deeds[i].Row; p.rows[i] == 0 { // who was missing from the file comes behind its last row
					extra++
					p.rows[i] = extra
				}
			}
			select {
			case out <- p:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if len(deeds) < u.o.BatchSize {
			return nil
		}
		mark = next
	}
}

func (u *undo) stopped() bool {
	select {
	case <-u.o.Stop:
		return true
	default:
		return false
	}
}

// survey finds out who stays because they are the manager of somebody who stays: this can go up through many people,
// and only the whole import tells. Where nobody whom the import made is a manager, there is nothing to find out.
func (u *undo) survey(ctx context.Context) (err error) {
	if u.scope, err = u.o.History.Scope(ctx, u.o.Undone); err != nil {
		return err
	}
	u.summary.Undo.noteMails(u.scope)
	u.stay = make(map[uuid.UUID]bool)
	if len(u.scope.Managers) == 0 {
		return nil
	}
	staff := newStaff(u.scope.Managers)
	g, gctx := errgroup.WithContext(ctx)
	drain(gctx, g, u.decided(gctx, g), func(_ context.Context, p *deedPage) error {
		for _, d := range p.decisions {
			staff.note(d)
		}
		return nil
	})
	err = g.Wait()
	u.stay = staff.staying()
	return err
}

// decided is the flow of pages about which is decided.
func (u *undo) decided(ctx context.Context, g *errgroup.Group) <-chan *deedPage {
	pages := make(chan *deedPage)
	g.Go(func() error { return u.pages(ctx, pages) })
	return inOrder(ctx, g, pages, u.decide)
}

// write carries the undo out, or shows what it would do.
func (u *undo) write(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	decided := u.decided(gctx, g)
	if u.o.Journal != nil {
		decided = ordered(gctx, g, u.writers(), decided, u.writePage)
	}
	drain(gctx, g, decided, u.report)
	return g.Wait()
}

// writers is how many pages are written at once. A page that removes managers takes them away from people of others.
func (u *undo) writers() int {
	if len(u.scope.Managers) > 0 {
		return 1
	}
	return max(1, u.o.Import.Writers)
}

func (u *undo) writePage(ctx context.Context, p *deedPage) error {
	batch := &Batch{
		Number: p.number, Decisions: p.decisions,
		Again:  func(d *Decision, now []*Person) { u.again(p, d, now) },
		KeysOf: keysBefore(p),
	}
	if err := u.o.Journal.Write(ctx, batch); err != nil {
		return fmt.Errorf("undo rows %d to %d: %w", p.rows[0], p.rows[len(p.rows)-1], err)
	}
	return u.link(ctx, p)
}

// keysBefore returns what finds the people who have the keys that a decision gives back.
func keysBefore(p *deedPage) func(d *Decision) Keys {
	return func(d *Decision) Keys {
		var keys Keys
		if past := p.pasts[d]; past != nil {
			keys.addPast(past)
			keys.Contacts = append(keys.Contacts, past.Contact)
			keys.SignIns = past.SignIn != nil
		}
		return keys
	}
}

// link gives people their managers back.
func (u *undo) link(ctx context.Context, p *deedPage) error {
	var links []Link
	for _, d := range p.decisions {
		if d.Result == Updated && d.Removes != RemovesPerson && d.Before.ManagerID != d.After.ManagerID {
			links = append(links, Link{
				Row: d.Row, Contact: d.After.ContactID, Manager: d.After.ManagerID,
				Refused: append(d.Problems[:len(d.Problems):len(d.Problems)], noManager),
			})
		}
	}
	if len(links) == 0 {
		return nil
	}
	refused, err := u.o.Journal.Link(ctx, links)
	if err != nil {
		return fmt.Errorf("put the managers back: %w", err)
	}
	without := make(map[int]bool, len(refused))
	for _, row := range refused {
		without[row] = true
	}
	for _, d := range p.decisions {
		if without[d.Row] {
			d.Problems = append(d.Problems, noManager)
		}
	}
	return nil
}

// noManager is the warning of a row whose old manager is not there any more.
var noManager = kept(Manager.String(), "the old manager is not in the directory any more")

// report counts the page's rows and hands them to the reporter.
func (u *undo) report(_ context.Context, p *deedPage) error {
	for _, d := range p.decisions {
		u.summary.Count(d)
		u.summary.Undo.count(d)
		if u.o.Reporter == nil {
			continue
		}
		contact, user := d.IDs()
		err := u.o.Reporter.Report(&RowResult{
			Row: d.Row, Line: d.Line, Result: d.Result, ContactID: contact, UserID: user, Problems: d.Problems, Changes: d.Changes(),
		})
		if err != nil && u.reportErr == nil {
			u.reportErr = err
		}
	}
	if u.o.Progress != nil {
		u.o.Progress.Update(ProgressStatus{
			Done: int64(p.rows[len(p.rows)-1]), Total: int64(u.scope.LastRow),
			Rows: u.summary.Rows.Read(), Failed: u.summary.Rows[Failed], Phase: "undoing",
		})
	}
	return nil
}

// end completes the summary, puts the report in its place and records the end of the undo.
func (u *undo) end(ctx context.Context, err error) error {
	r := &run{o: &Options{Journal: u.o.Journal, Reporter: u.o.Reporter, Now: u.o.Now}, summary: u.summary, reportErr: u.reportErr}
	r.cut.Store(u.cut)
	return r.end(ctx, err)
}
