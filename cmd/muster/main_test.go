package main

import (
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"muster/importer/importertest/pgtest"
)

// server is the PostgreSQL of the tests that want one.
var server pgtest.Server

func TestMain(m *testing.M) {
	testscript.Main(runner{m}, map[string]func(){"muster": main})
}

// A runner runs the tests, then ends the database server.
type runner struct{ *testing.M }

func (r runner) Run() int {
	code := r.M.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
		return 1
	}
	return code
}

// TestScripts runs the command lines of testdata/script as a user types them.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exit": exitIs, "importid": setImport},
		Setup: func(env *testscript.Env) error {
			env.Setenv("MUSTER_DB", "sqlite:muster.db")
			env.Setenv("NO_COLOR", "1")
			return nil
		},
	})
}

// exitIs runs a command and wants its exit code: "exit 3 muster import …".
func exitIs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit CODE COMMAND…")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		got = exitCode(err)
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// lastImport is the id of the last import in a list of them as JSON.
var lastImport = regexp.MustCompile(`(?s).*"import":"([0-9a-f-]+)"`)

// setImport sets $IMPORT to the id of the last import that the command before has listed with --json.
func setImport(ts *testscript.TestScript, neg bool, args []string) {
	found := lastImport.FindStringSubmatch(ts.ReadFile("stdout"))
	if neg || len(args) > 0 || found == nil {
		ts.Fatalf("there is no import on standard output")
	}
	ts.Setenv("IMPORT", found[1])
}

func TestTheFirstSignalAsksAndTheSecondInsists(t *testing.T) {
	ctx, stop, release := untilSignal(t.Context())
	defer release()
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	// Whatever goes wrong here, the signal must not end the test binary.
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGTERM)
	defer signal.Stop(signals)
	for i, done := range []<-chan struct{}{stop, ctx.Done()} {
		if err := self.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Fatalf("signal %d had no effect", i+1)
		}
		if i == 0 && ctx.Err() != nil {
			t.Error("the first signal cancelled everything")
		}
	}
}
