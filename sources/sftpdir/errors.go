package sftpdir

import "errors"

// ErrHostKey marks (errors.Is) a server that is not trusted: its host key is not known, is another one than before, or was
// revoked. Nothing was sent to it.
var ErrHostKey = errors.New("the server is not trusted")

// ErrLogin marks (errors.Is) a login that cannot be tried, or that the server refused.
var ErrLogin = errors.New("the login failed")

// ErrChanged marks (errors.Is) a file that was written to while it was fetched, or that the server did not send whole.
// What was fetched is not to be used.
var ErrChanged = errors.New("the file did not arrive as the server announced it")

// ErrNoRename marks (errors.Is) a server that does not let this user give a file another name or place.
var ErrNoRename = errors.New("the server does not let the file be moved")

// ErrSilent marks (errors.Is) a server that stopped answering.
var ErrSilent = errors.New("the server no longer answers")

// errClosed says that somebody uses a folder after its end.
var errClosed = errors.New("the folder is closed")

// A HostKeyError says that a server shows a host key that nobody has confirmed.
type HostKeyError struct {
	// Address is that of the server, host:port.
	Address string
	// Fingerprint is that of the key that the server showed, SHA256:….
	Fingerprint string
	// Line is what makes the key known, once a person has confirmed the fingerprint: a line for the file known_hosts.
	// It is "" where another key is known, which a person has to remove first.
	Line string
	// KnownHosts is the file that the line belongs to; "" without one.
	KnownHosts string

	message string
}

// Error says what is wrong with the key, and what to do.
func (e *HostKeyError) Error() string { return e.message }

// Unwrap makes it ErrHostKey.
func (e *HostKeyError) Unwrap() error { return ErrHostKey }
