package filename

import (
	"crypto/rand"
	"strings"
)

// probePrefix begins the names of files with which muster tries out what it may do in a folder: hidden, and what no pattern for
// people's files means.
const probePrefix = ".muster-probe-"

// Probe returns a name for such a file, which nobody else has.
func Probe() string { return probePrefix + strings.ToLower(rand.Text()) }

// IsProbe reports whether a name is that of such a file.
func IsProbe(name string) bool { return strings.HasPrefix(name, probePrefix) && Check(name) == nil }

// CheckProbe refuses, as an *Error, every other name.
func CheckProbe(name string) error {
	if IsProbe(name) {
		return nil
	}
	return &Error{name, "only what muster made to try something out is removed"}
}
