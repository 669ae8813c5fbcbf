package importertest_test

import (
	"testing"

	"muster/importer/importertest"
)

func TestMemory(t *testing.T) {
	importertest.RunStore(t, func(*testing.T) importertest.Store { return &importertest.Memory{} })
}
