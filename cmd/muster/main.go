// Command muster imports files of people into a directory of contacts and users: it shows what would
// change, changes exactly that, and says for every row what happened.
//
// This package holds flags, wiring and exit codes; what an import is lives in package importer.
package main

import (
	"context"
	"os"
	"time"
	_ "time/tzdata" // definitions name time zones, and not every machine knows them
)

func main() {
	limitMemory(os.Getenv)
	ctx, stop, release := untilSignal(context.Background())
	a := &app{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		getenv: os.Getenv, now: time.Now, stop: stop,
	}
	code := a.run(ctx, os.Args[1:])
	release()
	os.Exit(code)
}
