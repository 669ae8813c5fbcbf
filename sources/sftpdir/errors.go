package sftpdir

import (
	"errors"
	"fmt"
)

// ErrHostKey marks (errors.Is) a server that is not trusted: its host key is not known, is another one than before, or was
// revoked. Nothing was sent to it.
var ErrHostKey = errors.New("the server is not trusted")

// ErrLogin marks (errors.Is) a login that cannot be tried, or that the server refused.
var ErrLogin = errors.New("the login failed")

// ErrChanged marks (errors.Is) a file that was written to while it was fetched, or that the server did not send whole.
// What was fetched is not to be used.
var ErrChanged = errors.New("the file did not arrive as the server announced it")

// ErrRefused marks (errors.Is) a name on the server that is not used: of something else than a file, or one that could mislead.
var ErrRefused = errors.New("the name is refused")

// ErrSilent marks (errors.Is) a server that stopped answering.
var ErrSilent = errors.New("the server no longer answers")

// A HostKeyError says that a server shows a host key that nobody has confirmed.
type HostKeyError struct {
	// Address is that of the server, host:port.
	Address string
	// Fingerprint is that of the key that the server showed, SHA256:….
	Fingerprint string
	// Line is what makes the key known, once a person has confirmed the fingerprint: a line for the file known_hosts.
	// It is "" where another key is known, which a person has to remove first.
	Line string

	message string
}

// Error says what is wrong with the key, and what to do.
func (e *HostKeyError) Error() string { return e.message }

// Unwrap makes it ErrHostKey.
func (e *HostKeyError) Unwrap() error { return ErrHostKey }

// A NameError says why a name on the server is not used.
type NameError struct {
	Name string
	why  string
}

// Error names the file, safely quoted, and says why it is not used.
func (e *NameError) Error() string { return fmt.Sprintf("%q is not fetched: %s", e.Name, e.why) }

// Unwrap makes it ErrRefused.
func (e *NameError) Unwrap() error { return ErrRefused }
