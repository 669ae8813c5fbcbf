package main

import "runtime/debug"

// A run takes some 100 MB of memory at once, however long the file is. The garbage collector may let
// dead memory lie up to the target, and then works harder: that costs a third less time than its own
// default, which looks at what lives and not at what there is room for.
const (
	memoryTarget  = 150 << 20 // bytes
	collectorRest = 300       // percent
)

// limitMemory sets the target, unless GOMEMLIMIT or GOGC do.
func limitMemory(getenv func(string) string) {
	if getenv("GOMEMLIMIT") == "" && getenv("GOGC") == "" {
		debug.SetMemoryLimit(memoryTarget)
		debug.SetGCPercent(collectorRest)
	}
}
