package main

import (
	"cmp"
	"strings"

	"muster/importer/sqlstore"
	"muster/importer/value/seal"
)

// keyFileVariable names the file that has the key where MUSTER_KEY is not set.
const keyFileVariable = "MUSTER_KEY_FILE"

// key returns the key that seals what waits for its mail: that of MUSTER_KEY, else of the file that MUSTER_KEY_FILE
// names, else of the file beside an SQLite directory, which is made there when one is needed.
func (a *app) key(create bool) (*seal.Key, error) {
	beside := ""
	if path, ok := strings.CutPrefix(sqlstore.Describe(a.database()), "sqlite:"); ok {
		beside = path + ".key"
	}
	return seal.LoadKey(a.getenv, cmp.Or(a.getenv(keyFileVariable), beside), create && a.getenv(keyFileVariable) == "")
}
