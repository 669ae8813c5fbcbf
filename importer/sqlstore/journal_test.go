package sqlstore_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/importertest"
	"muster/importer/sqlstore"
)

// clock is when things happen in these tests.
var clock = time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)

func openFixed(t *testing.T, dsn string) *sqlstore.Store {
	return open(t, dsn, sqlstore.Options{Create: true, Now: func() time.Time { return clock }})
}

// run writes the decisions in an import of their own.
func run(t *testing.T, store *sqlstore.Store, imp *importer.Import, decisions ...*importer.Decision) {
	t.Helper()
	ctx := context.Background()
	journal, err := store.Begin(ctx, imp)
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	if err := journal.Write(ctx, importertest.Batch(1, decisions...)); err != nil {
		t.Fatalf("write: %v", err)
	}
	summary := &importer.Summary{State: importer.Finished, Problems: map[string]int{}, Examples: map[string]importer.Example{}, Seconds: 2, Reports: []string{"people.results.csv"}}
	for _, d := range decisions {
		summary.Count(d)
	}
	if err := journal.Finish(ctx, summary); err != nil {
		t.Fatalf("finish: %v", err)
	}
}

func collect[T any](t *testing.T, seq func(func(T, error) bool)) []T {
	t.Helper()
	var list []T
	for item, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, item)
	}
	return list
}

func TestAuditOfAnImport(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx, store, imp := context.Background(), openFixed(t, dsn), importertest.Import()
		p := importertest.Person(1, imp)
		run(t, store, imp, importertest.Create(2, p))
		second := importertest.Import()
		change := importertest.Update(7, p, func(p *importer.Person) {
			p.Values[importer.Mobile], p.Values[importer.Phone] = "", "+4930999"
			p.Grants = p.Grants[1:]
		})
		run(t, store, second, change, &importer.Decision{Row: 8, Result: importer.Skipped})
		entries := collect(t, store.Audit(ctx, sqlstore.Filter{Import: second.ID}))
		row := 7
		entry := func(event, subject string) sqlstore.AuditEntry {
			return sqlstore.AuditEntry{
				At: clock, Event: event, Actor: "local:tester", OSUser: "tester", Host: "host.example.com", Subject: subject,
				Import: sqlstore.OrNull(second.ID.String()), Before: json.RawMessage("null"), After: json.RawMessage("null"),
			}
		}
		changed := entry("user.updated", p.UserID.String())
		changed.Row = &row
		changed.Before = json.RawMessage(`{"mobile":"+4930123456","organizations":["hq:member"]}`)
		changed.After = json.RawMessage(`{"phone":"+4930999"}`)
		want := []sqlstore.AuditEntry{entry("import.started", second.ID.String()), changed, entry("import.finished", second.ID.String())}
		if diff := cmp.Diff(want, entries); diff != "" {
			t.Errorf("the audit is another (-want +got):\n%s", diff)
		}
		for who, n := range map[string]int{p.Values[importer.Email]: 2, p.ContactID.String(): 2, "ZOE0001": 2, "nobody": 0} {
			if got := collect(t, store.Audit(ctx, sqlstore.Filter{Person: who})); len(got) != n {
				t.Errorf("%d entries about %s, want %d", len(got), who, n)
			}
		}
	})
}

func TestAuditIsAppendOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		store, imp := openFixed(t, dsn), importertest.Import()
		run(t, store, imp, importertest.Create(2, importertest.Person(1, imp)))
		db := raw(t, dsn)
		for _, statement := range []string{"update audit set actor = 'nobody'", "delete from audit where event = 'user.created'", "delete from audit"} {
			if _, err := db.Exec(statement); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		execRaw(t, db, "update audit_values set before = null, after = null") // erasing must stay possible
	})
}

func TestResultsObeyTheCountingLaw(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx, store, imp := context.Background(), openFixed(t, dsn), importertest.Import()
		p, robot := importertest.Person(1, imp), importertest.Person(2, imp)
		robot.Values[importer.Kind] = "robot"
		warned := importertest.Create(3, importertest.Person(3, imp))
		warned.Problems = []importer.Problem{{Severity: importer.Warning, Code: "role.none", Field: "roles", Message: "no \u0000 role"}}
		run(t, store, imp, importertest.Create(2, p), warned, importertest.Create(4, robot),
			&importer.Decision{Row: 6, Result: importer.Skipped}, &importer.Decision{Row: 9, Result: importer.Failed})
		rows := collect(t, store.ImportRows(ctx, imp.ID))
		var got []string
		for _, r := range rows {
			got = append(got, r.Result)
		}
		if diff := cmp.Diff([]string{"created", "created", "failed", "skipped", "failed"}, got); diff != "" {
			t.Errorf("results (-want +got):\n%s", diff)
		}
		if rows[0].User != sqlstore.OrNull(p.UserID.String()) || rows[2].Contact != "" || rows[2].Problems[0].Code != "row.not_written" {
			t.Errorf("rows %+v and %+v", rows[0], rows[2])
		}
		if diff := cmp.Diff(warned.Problems, rows[1].Problems); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
		summary, err := store.Import(ctx, imp.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := importer.Counts{importer.Created: 2, importer.Skipped: 1, importer.Failed: 2}
		if summary.Rows != want || summary.State != importer.Finished || summary.Problems["row.not_written"] != 1 || summary.RowsPerSecond != 2.5 {
			t.Errorf("summary %+v", summary)
		}
	})
}

func TestCutOffImportStaysRunning(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx, store, imp := context.Background(), openFixed(t, dsn), importertest.Import()
		journal, err := store.Begin(ctx, imp)
		if err != nil {
			t.Fatal(err)
		}
		if err := journal.Write(ctx, importertest.Batch(1, importertest.Create(2, importertest.Person(1, imp)))); err != nil {
			t.Fatal(err)
		}
		if err := journal.Close(); err != nil {
			t.Fatal(err)
		}
		summary, err := store.Import(ctx, imp.ID)
		if err != nil || summary.State != importer.Running || summary.Rows[importer.Created] != 1 {
			t.Errorf("summary %+v, error %v", summary, err)
		}
		next := importertest.Import()
		run(t, store, next, importertest.Create(2, importertest.Person(2, next)))
	})
}

func TestNothingIsLoadedBeforeTheFirstChange(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx, store, imp := context.Background(), openFixed(t, dsn), importertest.Import()
		run(t, store, imp, &importer.Decision{Row: 2, Result: importer.Failed})
		catalog, err := store.Catalog(ctx)
		if err != nil || len(catalog.Groups) > 0 {
			t.Errorf("catalog %+v, error %v", catalog, err)
		}
	})
}

func TestABatchWaitsForALockedRow(t *testing.T) {
	dsn := server.Database(t)
	ctx, store, imp := context.Background(), openFixed(t, dsn), importertest.Import()
	p := importertest.Person(1, imp)
	run(t, store, imp, importertest.Create(2, p))
	// Somebody else changes the person while the batch waits for them: the batch must see it.
	db := raw(t, dsn)
	tx, err := db.BeginTx(ctx, &sql.TxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("update contacts set version = version + 1, job_title = 'theirs' where id = $1", p.ContactID.String()); err != nil {
		t.Fatal(err)
	}
	second := importertest.Import()
	journal, err := store.Begin(ctx, second)
	if err != nil {
		t.Fatal(err)
	}
	defer journal.Close()
	b := importertest.Batch(1, importertest.Update(2, p, func(p *importer.Person) { p.Values[importer.JobTitle] = "ours" }))
	again := make(chan string, 1)
	b.Again = func(d *importer.Decision, now []*importer.Person) {
		again <- now[0].Values[importer.JobTitle]
		*d = importer.Decision{Row: d.Row, Result: importer.Unchanged, Before: now[0], After: now[0]}
	}
	written := make(chan error)
	go func() { written <- journal.Write(ctx, b) }()
	awaitLock(t, db)
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	if got := <-again; got != "theirs" {
		t.Errorf("decided again on %q", got)
	}
}

// awaitLock returns when some transaction waits for another.
func awaitLock(t *testing.T, db *sql.DB) {
	t.Helper()
	for range 10_000 {
		var n int
		if err := db.QueryRow("select count(*) from pg_locks where not granted").Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			return
		}
	}
	t.Fatal("nobody waits")
}

func TestListings(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx, store, imp := context.Background(), openFixed(t, dsn), importertest.Import()
		a, b := importertest.Person(2, imp), importertest.Person(1, imp)
		b.ContactID, b.UserID = uuid.MustParse("01990000-0000-7000-8000-000000000001"), uuid.MustParse("01990000-0000-7000-8000-000000000002")
		imp.ID, b.Import = uuid.MustParse("01990000-0000-7000-8000-000000000003"), uuid.MustParse("01990000-0000-7000-8000-000000000003")
		b.Grants[0].Name = "lab"
		run(t, store, imp, importertest.Create(2, a), importertest.Create(3, b))
		users := collect(t, store.Users(ctx, sqlstore.Filter{}))
		if len(users) != 2 || users[0].Username != "zoe0001" {
			t.Fatalf("users are %+v", users)
		}
		wantJSON(t, users[0], `{"id":"01990000-0000-7000-8000-000000000002","username":"zoe0001","email":"Zoe.0001@example.com","status":"active","portal":"internal","license":"standard","email_verified":false,"must_reset_password":true,"require_mfa":false,"contact":{"id":"01990000-0000-7000-8000-000000000001","kind":"person","external_id":"E-0001","given_name":"Zoë","family_name":"O'Neill-1","display_name":"Zoë O'Neill-1","mobile":"+4930123456","phone":null,"country":"DE","language":"de","job_title":null,"department":null,"location":null,"manager":null,"start_date":"2026-12-01","end_date":null,"attributes":{"cost_center":"410"}},"identities":[],"organizations":[{"name":"lab","role":"member"}],"groups":["Engineering","Sales"],"roles":["reader"],"profiles":[],"scopes":[],"rights":["Any_User_read"],"accounts":[],"created_at":"2026-11-21T02:30:00.123456Z","created_by":"local:tester","import":"01990000-0000-7000-8000-000000000003"}`)
		contacts := collect(t, store.Contacts(ctx, sqlstore.Filter{Person: "E-0001"}))
		wantJSON(t, contacts[0], `{"id":"01990000-0000-7000-8000-000000000001","kind":"person","external_id":"E-0001","given_name":"Zoë","family_name":"O'Neill-1","display_name":"Zoë O'Neill-1","mobile":"+4930123456","phone":null,"country":"DE","language":"de","job_title":null,"department":null,"location":null,"manager":null,"start_date":"2026-12-01","end_date":null,"attributes":{"cost_center":"410"},"email":"Zoe.0001@example.com","user":"01990000-0000-7000-8000-000000000002"}`)
		for name, c := range map[string]struct {
			filter sqlstore.Filter
			n      int
		}{
			"organization":         {sqlstore.Filter{Organization: "LAB"}, 1},
			"unknown organization": {sqlstore.Filter{Organization: "none"}, 0},
			"import":               {sqlstore.Filter{Import: imp.ID}, 2},
			"another import":       {sqlstore.Filter{Import: uuid.Max}, 0},
			"since":                {sqlstore.Filter{Since: clock}, 2},
			"since later":          {sqlstore.Filter{Since: clock.Add(time.Second)}, 0},
			"all of it":            {sqlstore.Filter{Organization: "hq", Import: imp.ID, Person: "zoe0002", Since: clock}, 1},
		} {
			if got := collect(t, store.Users(ctx, c.filter)); len(got) != c.n {
				t.Errorf("%s: %d users, want %d", name, len(got), c.n)
			}
		}
		for _, err := range store.Users(ctx, sqlstore.Filter{}) {
			if err != nil {
				t.Error(err)
			}
			break // a reader who has seen enough
		}
	})
}

func wantJSON(t *testing.T, v any, want string) {
	t.Helper()
	got, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}

func TestOutboxIsListed(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		store := openFixed(t, dsn)
		execRaw(t, raw(t, dsn), `insert into outbox (id, recipient, template, state, created_at) values
			('01990000-0000-7000-8000-000000000009', 'hr@example.com', 'import_report', 'queued', '2026-11-21T03:00:00.000000Z')`)
		wantJSON(t, collect(t, store.Outbox(context.Background(), sqlstore.Filter{})),
			`[{"id":"01990000-0000-7000-8000-000000000009","to":"hr@example.com","template":"import_report","state":"queued","attempts":0,"user":null,"import":null}]`)
	})
}

func TestCatalogRoundTrip(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx, store := context.Background(), openFixed(t, dsn)
		want := importertest.Catalog()
		changes, err := store.LoadCatalog(ctx, want, importertest.Actor())
		if err != nil || len(changes) < 10 {
			t.Fatalf("changes %q, error %v", changes, err)
		}
		got, err := store.Catalog(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the catalog came back changed (-want +got):\n%s", diff)
		}
		changes, err = store.LoadCatalog(ctx, &importer.Catalog{
			Groups: []importer.Named{{Name: "SALES"}, {Name: "Sales"}, {Name: "Zoo"}}, Organizations: []importer.Organization{{Name: "lab", SignIn: "password"}},
		}, importertest.Actor())
		if diff := cmp.Diff([]string{"organization lab changed", "group SALES changed", "group Sales changed", "group Zoo added"}, changes); err != nil || diff != "" {
			t.Errorf("changes (-want +got), error %v:\n%s", err, diff)
		}
		if changes, err = store.LoadCatalog(ctx, want, importertest.Actor()); err != nil || len(changes) != 1 {
			t.Errorf("changes %q, error %v", changes, err)
		}
	})
}

func TestFileNameThatIsNotUTF8(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx, store, imp := context.Background(), openFixed(t, dsn), importertest.Import()
		imp.Source, imp.Definition = "M\xfcller.csv", "n\xe4chtlich"
		journal, err := store.Begin(ctx, imp)
		if err != nil {
			t.Fatal(err)
		}
		summary := &importer.Summary{State: importer.FailedRun, Reports: []string{"M\xfcller.results.csv"}, Error: "read M\xfcller.csv"}
		if err := journal.Finish(ctx, summary); err != nil {
			t.Fatal(err)
		}
		for _, i := range collect(t, store.Imports(ctx, sqlstore.Filter{})) {
			if i.Source != "M\uFFFDller.csv" {
				t.Errorf("the source is %q", i.Source)
			}
		}
	})
}
