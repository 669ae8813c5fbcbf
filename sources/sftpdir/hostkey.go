package sftpdir

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"

	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"
	xknownhosts "golang.org/x/crypto/ssh/knownhosts"
)

// A trust decides whether a host key is that of the server.
type trust struct {
	check ssh.HostKeyCallback
	// attempts are the kinds of keys that the server is asked for, one connection each, until one is trusted. A
	// server has a key of each kind and shows one of them; a fingerprint does not say of which kind it is.
	attempts [][]string
}

// The kinds of host keys, the preferred one first as in OpenSSH. DSA and RSA with SHA-1 are broken.
func kindsOfKeys() [][]string {
	return [][]string{
		{ssh.KeyAlgoED25519},
		{ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521},
		{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256},
	}
}

// newTrust returns what the options trust.
func newTrust(o *Options) (*trust, error) {
	if o.HostKey != "" {
		return &trust{check: pinned(o), attempts: kindsOfKeys()}, nil
	}
	files := []string{o.KnownHosts}
	if _, err := os.Stat(o.KnownHosts); errors.Is(err, fs.ErrNotExist) {
		files = nil
	}
	known, err := knownhosts.NewDB(files...)
	if err != nil {
		return nil, fmt.Errorf("read the known hosts: %w", err)
	}
	// Asked for another kind of key than the known one, an honest server would look like a changed one.
	algorithms := known.HostKeyAlgorithms(o.address())
	if len(algorithms) == 0 {
		for _, kind := range kindsOfKeys() {
			algorithms = append(algorithms, kind...)
		}
	}
	return &trust{check: explained(known.HostKeyCallback(), o), attempts: [][]string{algorithms}}, nil
}

// pinned trusts the one key with the fingerprint.
func pinned(o *Options) ssh.HostKeyCallback {
	return func(_ string, _ net.Addr, key ssh.PublicKey) error {
		shown := ssh.FingerprintSHA256(key)
		if shown == o.HostKey {
			return nil
		}
		return &HostKeyError{Address: o.address(), Fingerprint: shown, message: fmt.Sprintf(
			"the server %s shows the host key %s, but source.sftp.host_key says %s; "+
				"either the server was renewed (ask who runs it) or somebody stands in between: nothing was sent", o.address(), shown, o.HostKey)}
	}
}

// explained says in sentences what the file known_hosts has against a key.
func explained(check ssh.HostKeyCallback, o *Options) ssh.HostKeyCallback {
	return func(host string, remote net.Addr, key ssh.PublicKey) error {
		err := check(host, remote, key)
		if err == nil {
			return nil
		}
		e := &HostKeyError{Address: o.address(), Fingerprint: ssh.FingerprintSHA256(key)}
		var revoked *xknownhosts.RevokedError
		switch {
		case errors.As(err, &revoked):
			e.message = fmt.Sprintf("the server %s shows the host key %s, which %s marks as revoked: nothing was sent",
				e.Address, e.Fingerprint, o.KnownHosts)
		case knownhosts.IsHostKeyChanged(err):
			e.message = changedKey(o, e.Fingerprint)
		case knownhosts.IsHostUnknown(err):
			e.Line, e.KnownHosts = knownhosts.Line([]string{o.address()}, key), o.KnownHosts
			e.message = fmt.Sprintf("the server %s is not known: it shows the host key %s. Ask who runs the server whether that is right; "+
				"if so, add this line to %s:\n%s", e.Address, e.Fingerprint, o.KnownHosts, e.Line)
		default:
			return fmt.Errorf("%w: the host key %s: %w", ErrHostKey, e.Fingerprint, err)
		}
		return e
	}
}

// changedKey says that the server has another key than the known one.
func changedKey(o *Options, shown string) string {
	return fmt.Sprintf("the host key of the server %s has changed: it now shows %s, and %s has another one; "+
		"either the server was renewed (ask who runs it, then replace the line) or somebody stands in between: nothing was sent",
		o.address(), shown, cmp.Or(o.KnownHosts, "source.sftp.host_key"))
}
