package feed

import (
	"crypto/rand"
	"encoding/hex"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"muster/importer/value/filename"
	"muster/reports"
	"muster/sources"
)

// maxName is how long a name may be, in bytes, so that those made from it (of the claim, the archive, the report) still
// are names: 255 bytes on most systems.
const maxName = 200

// claimed matches the names of files that a pickup is working on, and of those that it is writing.
var claimed = regexp.MustCompile(`\.muster-([0-9a-f]{16}(\.(done|sha256|md5))?|part)$`)

// claimOf returns a name for a file that is being worked on, which nobody else has.
func claimOf(name string) string {
	token := make([]byte, 8)
	_, _ = rand.Read(token) // which never fails
	return name + ".muster-" + hex.EncodeToString(token)
}

// The files beside a file that say that it is complete.
const (
	markerEnding = ".done"
	sha256Ending = ".sha256"
	md5Ending    = ".md5"
)

// isMarker reports whether a name is that of a file beside another one.
func isMarker(name string) bool {
	switch path.Ext(name) {
	case markerEnding, sha256Ending, md5Ending:
		return true
	}
	return false
}

// isOwn reports whether a name is one that muster gives: such a file is never picked up.
func isOwn(name string) bool {
	return claimed.MatchString(name) || sources.IsReport(name) || filename.IsProbe(name)
}

// stamp is how the names of files that were put away begin: in UTC, and without colons, which not every system
// has in names.
const stamp = "2006-01-02T150405Z"

// placeOf returns where a file is put that was picked up then. For what is there already there are more, by number.
func placeOf(folder string, seen time.Time, name string, number int) string {
	prefix := seen.UTC().Format(stamp)
	if number > 1 {
		prefix += "-" + strconv.Itoa(number)
	}
	return strings.TrimSuffix(folder, "/") + "/" + prefix + "-" + name
}

// resultsOf returns where the report of that format goes for a file in its place: people.results.csv beside people.csv.
func resultsOf(place, format string) string { return beside(place, "results."+format) }

// beside returns the path of a file that goes with another one: people.ENDING for people.csv.
func beside(place, ending string) string {
	stem := strings.TrimSuffix(path.Base(reports.DefaultPath(path.Base(place))), "results.csv")
	return path.Dir(place) + "/" + stem + ending
}
