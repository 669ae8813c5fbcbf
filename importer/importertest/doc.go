// Package importertest helps to test what works with imports: builders of example people, a directory in memory,
// and the conformance suite that every directory has to pass. Tests only: nothing of it belongs in a program.
package importertest
