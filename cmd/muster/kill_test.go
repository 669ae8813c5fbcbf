package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// killsVariable says how often the test below kills an import, over both databases. `make chaos` sets it.
const killsVariable = "MUSTER_KILLS"

// usualKills is how often it does without being told: enough to notice that something is broken, few enough for
// every run of the tests.
const usualKills = 12

// A process that imports is killed at any moment, as by kill -9; whoever carries the import on may be killed too. In
// the end all is as if nobody had been killed: the people, the results, the report, the audit, the mails.
func TestKilledImportsAreCarriedOn(t *testing.T) {
	want := usualKills
	if text := os.Getenv(killsVariable); text != "" {
		var err error
		if want, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s is a number, not %q", killsVariable, text)
		}
	}
	program := filepath.Join(t.TempDir(), "muster")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	total := &toll{}
	for _, db := range crashDatabases() {
		t.Run(db.name, func(t *testing.T) {
			c := newCrashSite(t, program, db)
			sum := &toll{}
			for round := 0; sum.kills < want/2; round++ {
				if round > 4*want {
					t.Fatal("the imports end before they can be killed")
				}
				c.round(t, round, sum)
			}
			t.Log(sum)
			total.add(sum)
		})
	}
	t.Logf("together: %s", total)
}

// A toll is what was done to imports, and what it did.
type toll struct {
	kills, resumes, imports             int
	lostRows, doubledRows, doubledMails int
}

func (s *toll) add(o *toll) {
	s.kills, s.resumes, s.imports = s.kills+o.kills, s.resumes+o.resumes, s.imports+o.imports
	s.lostRows, s.doubledRows, s.doubledMails = s.lostRows+o.lostRows, s.doubledRows+o.doubledRows, s.doubledMails+o.doubledMails
}

// String is what `make chaos` prints.
func (s *toll) String() string {
	return fmt.Sprintf("%d imports, %d kills, %d resumes; lost rows: %d, doubled rows: %d, doubled mails: %d",
		s.imports, s.kills, s.resumes, s.lostRows, s.doubledRows, s.doubledMails)
}

// round imports once, killed on the way, and compares what comes out in the end.
func (c *crashSite) round(t *testing.T, round int, sum *toll) {
	t.Helper()
	s := c.scenarios[round%len(c.scenarios)]
	random := rand.New(rand.NewPCG(uint64(round), uint64(len(c.db.name)))) //nolint:gosec // the same moments in every run
	w := c.prepare(t, s)
	sum.imports++
	command := w.importCommand(s)
	for life := 0; ; life++ {
		if life > 40 {
			t.Fatal("the import never ends")
		}
		// The first life is always cut off, each further one every third time.
		var end time.Duration
		if life == 0 || random.IntN(3) == 0 {
			end = time.Duration(float64(s.takes) * random.Float64())
		}
		killed := w.run(t, command, s, end)
		if killed {
			sum.kills++
		}
		id, done := w.lastImport(t)
		if done {
			break
		}
		if !killed {
			t.Fatalf("the import ended by itself and is not finished:\n%s", w.output.String())
		}
		if id != "" {
			command = []string{"resume", id, "--json", "--wait", "1m"}
			sum.resumes++
		}
	}
	got := w.look(t)
	got.count(s.want, sum)
	if diff := cmp.Diff(s.want, got); diff != "" {
		t.Fatalf("%s, round %d (-not killed +killed):\n%s", s.name, round, diff)
	}
}
