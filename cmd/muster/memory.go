package main

import "runtime/debug"

// memoryTarget is how much memory a run takes before the garbage collector works harder. What a run
// needs at once is far less and does not grow with the file.
const memoryTarget = 160 << 20 // bytes

// limitMemory sets the target, unless GOMEMLIMIT does.
func limitMemory(getenv func(string) string) {
	if getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryTarget)
	}
}
