package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/reports"
	"muster/sources"
)

// importFlags are the flags of import, plan and apply.
type importFlags struct {
	config, actor, org, catalog string
	reports                     []string
	failed, existing, match     string
	createGroups, atomic        bool
	dryRun                      bool
	rows                        string
	reading                     readingFlags
	workers, batch              int
	wait                        time.Duration
	progress                    string
	keep                        string    // the plan that is to be kept
	apply                       *job.Plan // the plan that is carried out, nil for none
}

// register registers the flags of what reads a file and decides about it.
func (f *importFlags) register(cmd *cobra.Command) {
	f.registerRun(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.org, "org", "", "the organization that each person becomes a member of, with the role in it: lab or lab:member")
	flags.StringVar(&f.existing, "existing", "", "what becomes of people who are there already: update, skip, fail (default update)")
	flags.StringVar(&f.match, "match", "", "the fields by which people are recognized, in order (default external_id,email,username)")
	flags.BoolVar(&f.createGroups, "create-groups", false, "make groups that the catalog does not know")
	flags.StringVar(&f.rows, "rows", "", "only these rows, by the numbers that a spreadsheet shows, such as 2-100")
	f.reading.register(cmd)
}

// registerRun registers the flags of every run, on which no decision depends but who runs it.
func (f *importFlags) registerRun(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVarP(&f.config, "config", "c", "", "the definition that says how the file becomes people (default: the header decides)")
	flags.StringVar(&f.actor, "actor", "", "who runs this, a name from the catalog (default: the operating system's user)")
	flags.StringVar(&f.catalog, "catalog", "", "a catalog file to load along with the import")
	flags.StringArrayVar(&f.reports, "report", nil, "where the report goes, may be repeated; the ending chooses csv, xlsx, jsonl or html (default: people.results.csv beside people.csv)")
	flags.StringVar(&f.failed, "failed", "", "where the refused rows go, in the file's own columns, to be mended and imported again (csv, xlsx)")
	flags.BoolVar(&f.atomic, "atomic", false, "import all rows or none")
	flags.IntVar(&f.workers, "workers", 0, "how many goroutines check rows (default: the number of cores)")
	flags.IntVar(&f.batch, "batch", 0, fmt.Sprintf("how many rows are written in one transaction (default %d)", importer.DefaultBatchSize))
	flags.DurationVar(&f.wait, "wait", 0, "how long to wait while another import runs, such as 10m (default: not at all)")
	flags.StringVar(&f.progress, "progress", "auto", "how to show progress: auto, bar, plain, none")
}

func (a *app) importCommand() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import [-c DEFINITION] [FILE…]",
		Short: "Import a file of people",
		Long: `Read a file of people (CSV or XLSX), check every row, change the directory, and write a
report with one result for every row: created, updated, unchanged, skipped or failed.

FILE is a path, a glob in quotes, sftp://USER@HOST/PATH, or - for standard input. Without a definition the header decides
what the columns mean; see 'muster inspect FILE'.`,
		Example: `  muster import people.xlsx
  muster import people.csv --catalog catalog.yaml --failed mend-me.csv
  muster import -c hr-nightly.yaml export.csv --report report.xlsx --report report.jsonl
  muster import people.csv --dry-run      show what would change, write nothing
  muster import people.csv --rows 2-100   a pilot with the first rows
  muster import people.csv --atomic       all rows or none`,
		RunE: func(cmd *cobra.Command, files []string) error { return a.importFiles(cmd.Context(), &f, files) },
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "show what would change, write nothing to the directory")
	return cmd
}

// importFiles imports one file after the other, each as an import of its own.
func (a *app) importFiles(ctx context.Context, f *importFlags, files []string) error {
	o, err := a.jobOptions(f)
	if err != nil {
		return err
	}
	locations, err := locationsOf(ctx, o, files)
	if err != nil {
		return err
	}
	if len(locations) > 1 && (len(f.reports) > 0 || f.failed != "" || f.keep != "") {
		return usagef("--report, --failed and -o name one file, but there are %d files to import; leave them out, and each gets a report beside it", len(locations))
	}
	var store *sqlstore.Store // one for all files, opened with the first
	defer func() {
		if store != nil {
			store.Close()
		}
	}()
	o.OpenStore = func(ctx context.Context) (*sqlstore.Store, error) {
		if store != nil {
			return store, nil
		}
		var err error
		store, err = a.directory(ctx, o.DryRun)
		return store, err
	}
	o.Together = together(o, files, len(locations))
	var ended []int
	for _, location := range locations {
		err := a.importFile(ctx, *o, location)
		if len(locations) == 1 {
			return err
		}
		a.say(err) // the other files are imported all the same
		ended = append(ended, codeOf(err))
		if codeOf(err) == exitInterrupted {
			break
		}
	}
	return exitOf(ended)
}

// together returns what the files of a set share, nil where each stands alone. One file that is named, and no pattern,
// is a part of a set that is not there.
func together(o *job.Options, files []string, found int) *importer.Together {
	if o.Definition.Source.Files != sources.FilesTogether {
		return nil
	}
	if len(files) == 0 {
		files = []string{o.Definition.Source.Location}
	}
	if found == 1 && !strings.ContainsAny(files[0], "*?[") {
		return nil
	}
	return &importer.Together{Files: found}
}

// importFile imports one file and says what came of it.
func (a *app) importFile(ctx context.Context, o job.Options, location string) error {
	o.Location = location
	progress, err := a.progress(o.ProgressMode)
	if err != nil {
		return err
	}
	o.Progress = progress
	var preview *reports.Preview
	if o.DryRun {
		preview = new(reports.Preview)
		o.Listener = preview
	}
	summary, err := job.Run(ctx, o)
	progress.Close()
	if summary == nil {
		return err
	}
	if printErr := a.printSummary(summary, o.Failed, preview); printErr != nil {
		return errors.Join(err, printErr)
	}
	if o.Keep != nil && summary.Plan == "" && err == nil {
		fmt.Fprintln(a.stderr, "muster: no plan was kept, since nothing would come of it")
	}
	return ended(summary, err)
}

// ended returns how a run ended as an exit code; nil is exitDone.
func ended(summary *importer.Summary, err error) error {
	switch {
	case errors.Is(err, importer.ErrInterrupted):
		return exitError(exitInterrupted)
	case err != nil:
		return err
	}
	if code := codeOfSummary(summary); code != exitDone {
		return exitError(code)
	}
	return nil
}

func (a *app) printSummary(s *importer.Summary, failed string, preview *reports.Preview) error {
	if a.json {
		if err := json.NewEncoder(a.stdout).Encode(s); err != nil {
			return err
		}
	}
	return reports.WriteSummary(a.people(), s, reports.SummaryOptions{Color: a.colors(), Failed: failed, Preview: preview, Width: a.width()})
}

// directory opens the directory: made where there is none, but for a dry run, which can do without (nil).
func (a *app) directory(ctx context.Context, dryRun bool) (*sqlstore.Store, error) {
	if !dryRun {
		return a.open(ctx, sqlstore.Options{Create: true})
	}
	store, err := a.open(ctx, sqlstore.Options{ReadOnly: true})
	if errors.Is(err, sqlstore.ErrNotThere) {
		return nil, nil
	}
	return store, err
}

// jobOptions puts the definition, then the flags over the defaults.
func (a *app) jobOptions(f *importFlags) (*job.Options, error) {
	o := &job.Options{
		DryRun: f.dryRun, ActorName: f.actor, Wait: f.wait,
		Atomic: f.atomic, Workers: f.workers, BatchSize: f.batch, Reports: f.reports, Failed: f.failed,
		ProgressMode: f.progress, Keep: f.planned(), Apply: f.apply,
	}
	a.equip(o)
	if f.config != "" {
		d, err := definition.Load(f.config, a.getenv)
		if err != nil {
			return nil, usageError{err}
		}
		o.Definition = *d
	}
	if f.catalog != "" {
		c, err := definition.LoadCatalog(f.catalog)
		if err != nil {
			return nil, usageError{err}
		}
		o.Catalog = c
	}
	return o, f.override(o)
}

// equip fills in what is the same for every import that this process runs.
func (a *app) equip(o *job.Options) {
	o.DB = sqlstore.Describe(a.database())
	o.Stdin, o.Stop, o.Now, o.Key, o.Notice = a.stdin, a.stop, a.now, a.key, a.notice
	o.OSUser, o.Host, o.KeepIn, o.Mails = osUser(), hostname(), keptFolder(o.DB), a.getenv("MUSTER_SMTP") != ""
}

// override puts what the flags say over what the definition says.
func (f *importFlags) override(o *job.Options) error {
	if err := f.reading.override(&o.Definition.Source); err != nil {
		return err
	}
	o.Overrides = f.overrides()
	o.Overrides.Apply(&o.Definition)
	var err error
	if o.First, o.Last, err = rowRange(f.rows); err != nil {
		return err
	}
	return f.check(&o.Definition.Rules)
}

func (f *importFlags) overrides() job.Overrides {
	r := &f.reading
	o := job.Overrides{
		Format: r.format, Header: r.header, Encoding: r.encoding, Delimiter: r.delimiter, Sheet: r.sheet,
		Existing: f.existing, CreateGroups: f.createGroups,
	}
	if f.match != "" {
		o.Match = strings.Split(f.match, ",")
		for i, name := range o.Match {
			o.Match[i] = strings.TrimSpace(name)
		}
	}
	if f.org != "" {
		name, role, _ := strings.Cut(f.org, ":")
		o.Organization = &importer.RuleOrganization{Name: name, Role: role}
	}
	return o
}

func (f *importFlags) check(rules *importer.Rules) error {
	switch rules.Existing {
	case "", importer.ExistingUpdate, importer.ExistingSkip, importer.ExistingFail:
	default:
		return usagef("--existing is update, skip or fail, not %q", rules.Existing)
	}
	if f.workers < 0 || f.batch < 0 || f.wait < 0 {
		return usagef("--workers, --batch and --wait cannot be negative")
	}
	for _, name := range rules.Match {
		if field, ok := importer.FieldNamed(name); !ok || !importer.IsKey(field) {
			return usagef("--match takes external_id, email and username, not %q", name)
		}
	}
	return nil
}

func set(field *string, value string) {
	if value != "" {
		*field = value
	}
}

// rowRange reads "2-100", "2-" or "7".
func rowRange(s string) (first, last int, err error) {
	if s == "" {
		return 0, 0, nil
	}
	from, to, isRange := strings.Cut(s, "-")
	if !isRange {
		to = from
	}
	if first, err = strconv.Atoi(from); err == nil && to != "" {
		last, err = strconv.Atoi(to)
	}
	if err != nil || first < 1 || (to != "" && last < first) {
		return 0, 0, usagef("--rows is two row numbers such as 2-100, not %q", s)
	}
	return first, last, nil
}

// locationsOf returns the files to import: those named, else that of the definition.
func locationsOf(ctx context.Context, o *job.Options, files []string) ([]string, error) {
	if len(files) == 0 && o.Definition.Source.Location != "" {
		files = []string{o.Definition.Source.Location}
	}
	if len(files) == 0 {
		return nil, usagef("name the file to import, such as 'muster import people.xlsx'; see 'muster import --help'")
	}
	var locations []string
	for _, file := range files {
		expanded, err := sources.Expand(ctx, file, o.Definition.Source)
		if err != nil {
			return nil, err
		}
		locations = append(locations, expanded...)
	}
	return locations, nil
}

// notice says something on the side.
func (a *app) notice(text string) { fmt.Fprintln(a.stderr, "muster: "+text) }

// progress shows progress on standard error, and nothing where that is no file.
func (a *app) progress(mode string) (*reports.Progress, error) {
	f, ok := a.stderr.(*os.File)
	if !ok {
		mode = reports.ProgressNone
	}
	return reports.NewProgress(mode, f)
}

// width is that of the terminal, 0 where there is none.
func (a *app) width() int {
	f, ok := a.people().(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd())) //nolint:gosec // a file descriptor fits
	if err != nil {
		return 0
	}
	return width
}

// colors reports whether text for people may be coloured: on a terminal, and where nobody asked not to.
func (a *app) colors() bool {
	f, ok := a.people().(*os.File)
	return ok && a.getenv("NO_COLOR") == "" && term.IsTerminal(int(f.Fd())) //nolint:gosec // a file descriptor fits
}

func osUser() string {
	u, err := user.Current()
	if err != nil {
		return "unknown"
	}
	return u.Username
}

func hostname() string {
	h, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return h
}
