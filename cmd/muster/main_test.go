package main

import (
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"muster": main})
}

// TestScripts runs the command lines of testdata/script as a user types them.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exit": exitIs},
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
