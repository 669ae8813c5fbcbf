package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// xlsxRows is how many people the workbook has at the most.
const xlsxRows = 100_000

// A bench measures one muster binary.
type bench struct {
	muster string
	rows   int
	repeat int
	out    io.Writer // the table
	log    io.Writer // what is being done

	folder string
	server *postgres
	lines  []line
	hashes []float64 // passwords that one core hashes in a second, by round
}

func (b *bench) run(ctx context.Context) (err error) {
	if b.muster, err = filepath.Abs(b.muster); err != nil {
		return err
	}
	if b.folder, err = os.MkdirTemp("", "musterbench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.folder)) }()

	b.say("writing files of %d people", b.rows)
	if err := b.writeFiles(ctx); err != nil {
		return err
	}
	b.say("starting PostgreSQL")
	if b.server, err = startPostgres(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.server.stop(ctx)) }()

	for n := range b.repeat {
		if err := b.round(ctx, n); err != nil {
			return err
		}
	}
	if err := b.printHead(ctx); err != nil {
		return err
	}
	if err := printTable(b.out, b.lines); err != nil {
		return err
	}
	b.printRatios(b.out)
	b.printSignIns(b.out)
	return b.check()
}

func (b *bench) writeFiles(ctx context.Context) error {
	return errors.Join(
		generate(ctx, b.file("people.csv"), b.rows, 0),
		generate(ctx, b.file("changed.csv"), b.rows, 0.1),
		generate(ctx, b.file("people.xlsx"), min(b.rows, xlsxRows), 0),
		generate(ctx, b.file("catalog.yaml"), b.rows, 0),
		b.writeSignInFiles(ctx),
	)
}

// round measures everything once, each in directories that are new.
func (b *bench) round(ctx context.Context, n int) error {
	y := &yardstick{server: b.server, database: "yardstick", folder: b.file("yardstick")}
	if err := y.prepare(ctx); err != nil {
		return fmt.Errorf("prepare the yardstick: %w", err)
	}
	if err := b.life(sideYardstick, func(file string) (measurement, error) { return y.measure(ctx, file) }); err != nil {
		return err
	}
	if err := b.server.fresh(ctx, "muster"); err != nil {
		return err
	}
	for _, side := range []struct{ name, dsn string }{
		{sidePostgres, b.server.dsn("muster")},
		{sideSQLite, "sqlite:" + b.file(fmt.Sprintf("people%d.db", n))},
	} {
		err := b.life(side.name, func(file string) (measurement, error) { return b.measure(ctx, file, side.dsn) })
		if err != nil {
			return err
		}
		// The directory has the changed people by now: so the same file finds all unchanged.
		err = b.add(side.name, stepPlan, b.file("changed.csv"), func(file string) (measurement, error) {
			return b.measurePlan(ctx, file, side.dsn)
		})
		if err != nil {
			return err
		}
	}
	if err := b.server.fresh(ctx, "undone"); err != nil {
		return err
	}
	if err := b.measureUndo(ctx, sidePostgres, b.server.dsn("undone")); err != nil {
		return err
	}
	if err := b.measureUndo(ctx, sideSQLite, "sqlite:"+b.file(fmt.Sprintf("undone%d.db", n))); err != nil {
		return err
	}
	err := b.add(sideXLSX, stepCreate, b.file("people.xlsx"), func(file string) (measurement, error) {
		return b.measure(ctx, file, "sqlite:"+b.file(fmt.Sprintf("xlsx%d.db", n)))
	})
	if err != nil {
		return err
	}
	return b.signIns(ctx, n)
}

// life measures what happens to a directory: it is filled, then the same file comes again, then one with changes.
func (b *bench) life(side string, measure func(file string) (measurement, error)) error {
	for _, step := range []struct{ name, file string }{
		{stepCreate, "people.csv"},
		{stepAgain, "people.csv"},
		{stepChanged, "changed.csv"},
	} {
		if err := b.add(side, step.name, b.file(step.file), measure); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) add(side, step, file string, measure func(file string) (measurement, error)) error {
	b.say("%s: %s", side, step)
	m, err := measure(file)
	if err != nil {
		return fmt.Errorf("%s, %s: %w", side, step, err)
	}
	for i := range b.lines {
		if b.lines[i].side == side && b.lines[i].step == step {
			b.lines[i].all = append(b.lines[i].all, m)
			return nil
		}
	}
	b.lines = append(b.lines, line{side: side, step: step, all: []measurement{m}})
	return nil
}

// measure imports a file.
func (b *bench) measure(ctx context.Context, file, dsn string) (measurement, error) {
	return b.measureCommand(ctx, "catalog.yaml", "import", file, "--db", dsn)
}

// measurePlan plans the import of a file, and keeps the plan.
func (b *bench) measurePlan(ctx context.Context, file, dsn string) (measurement, error) {
	return b.measureCommand(ctx, "catalog.yaml", "plan", file, "--db", dsn, "-o", b.file("people.plan"))
}

// measureCommand runs muster over a file with that catalog; some of the rows may fail.
func (b *bench) measureCommand(ctx context.Context, catalog string, args ...string) (measurement, error) {
	const someRowsFailed = 3
	cmd := exec.CommandContext(ctx, b.muster, append(args, "--catalog", b.file(catalog),
		"--report", b.file("people.results.csv"), "--progress", "none", "--json")...)
	cmd.Dir = b.folder
	cmd.Env = append(os.Environ(), "MUSTER_KEY="+sealKey)
	m, out, err := measure(ctx, cmd, someRowsFailed)
	if err != nil {
		return measurement{}, err
	}
	m.counts, err = countsOf(out)
	return m, errors.Join(err, b.removeReports())
}

// removeReports makes room, so that each run writes its report under the same name.
func (b *bench) removeReports() error {
	reports, err := filepath.Glob(b.file("people.results*"))
	for _, r := range reports {
		err = errors.Join(err, os.Remove(r))
	}
	return err
}

// check compares what muster and the yardstick made of the rows: a fast wrong answer is none.
func (b *bench) check() error {
	var wrong error
	failed := refused(b.rows)
	created := counts{Created: b.rows - failed, Failed: failed}
	want := map[string]counts{
		stepCreate: created, stepPlain: created, stepInvited: created,
		stepUndo: {Updated: b.rows - failed},
	}
	for _, l := range b.lines {
		if l.side == sideYardstick && l.step != stepCreate {
			want[l.step] = l.all[0].counts
		}
	}
	unchanged := want[stepChanged]
	unchanged.Unchanged, unchanged.Updated = unchanged.Unchanged+unchanged.Updated, 0
	want[stepPlan] = unchanged
	for _, l := range b.lines {
		if l.side == sideXLSX || l.step == stepPassword {
			continue // fewer rows
		}
		for _, m := range l.all {
			if m.counts != want[l.step] {
				wrong = errors.Join(wrong, fmt.Errorf("%s, %s: %+v, want %+v", l.side, l.step, m.counts, want[l.step]))
			}
		}
	}
	return wrong
}

func (b *bench) file(name string) string { return filepath.Join(b.folder, name) }

func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.log, "… "+format+"\n", args...) }
