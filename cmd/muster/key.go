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
	return seal.LoadKey(a.getenv, a.keyFile(), create && a.getenv(keyFileVariable) == "")
}

// keyFile returns where the key is, if it is in a file; "" for nowhere.
func (a *app) keyFile() string {
	beside := ""
	if path, ok := strings.CutPrefix(sqlstore.Describe(a.database()), "sqlite:"); ok {
		beside = path + ".key"
	}
	return cmp.Or(a.getenv(keyFileVariable), beside)
}
