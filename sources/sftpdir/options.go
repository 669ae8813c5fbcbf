package sftpdir

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// The variables of the environment that hold secrets. There is no other way to give them: flags are seen by everybody on
// the machine, and locations end up in logs.
const (
	PasswordVariable   = "MUSTER_SFTP_PASSWORD"   //nolint:gosec // the name, not the password
	PassphraseVariable = "MUSTER_SFTP_PASSPHRASE" // of the key file
	agentVariable      = "SSH_AUTH_SOCK"
)

// defaultPort is that of SSH (RFC 4253, section 4).
const defaultPort = 22

// Options say which folder of which server is meant, who logs in there, and which host key the server has.
type Options struct {
	// User logs in. No default.
	User string
	// Host is a name, or an IP address without brackets. No default.
	Host string
	// Port is that of the server. Defaults to 22.
	Port int
	// Folder is the folder of the files; a relative one begins where the login ends up. Defaults to that place.
	Folder string

	// KeyFile is the path of the private key, in any form that ssh-keygen writes. What protects it is taken from
	// MUSTER_SFTP_PASSPHRASE. Defaults to the keys that the SSH agent at SSH_AUTH_SOCK offers.
	KeyFile string
	// KnownHosts is the path of the file with the keys of known servers, in the format of OpenSSH (sshd(8)). Defaults to
	// ~/.ssh/known_hosts. A file that is not there knows nobody.
	KnownHosts string
	// HostKey is the fingerprint of the server's key, as in SHA256:…; KnownHosts is then not asked. Defaults to none.
	HostKey string

	// Timeout limits how long the server may stay silent, while connecting as well as later. Defaults to 30 s.
	Timeout time.Duration
	// KeepAlive is how often an idle server is asked whether it is still there. Defaults to 15 s.
	KeepAlive time.Duration
	// Jump is the host through which the server is reached, with a login and a host key of its own; what it says about
	// folders and retries does not count. Defaults to none: the server is reached directly.
	Jump *Options
	// Retries is how often a connection that broke is made anew, for each call. What had arrived of a file is not fetched
	// again. Defaults to 0.
	Retries int
	// RetryAfter is how long to wait before the first of them; before the next it is twice as long, and so on. Defaults to 1 s.
	RetryAfter time.Duration
	// Getenv reads the environment: the password, the passphrase and the agent. Defaults to os.Getenv.
	Getenv func(string) string
}

// address is where the server listens.
func (o *Options) address() string { return net.JoinHostPort(o.Host, strconv.Itoa(o.Port)) }

// withDefaults checks the options and fills in the defaults.
func (o Options) withDefaults() (Options, error) {
	switch {
	case o.Host == "" || strings.ContainsAny(o.Host, " \t\r\n/@"):
		return o, fmt.Errorf("%q is no name of a server; use sftp://user@host/path", o.Host)
	case o.User == "":
		return o, errors.New("say who logs in, as in sftp://user@" + o.Host + "/path")
	case o.Port < 0 || o.Port > 65535:
		return o, fmt.Errorf("%d is no port; use one from 1 to 65535", o.Port)
	case o.HostKey != "" && !isFingerprint(o.HostKey):
		return o, errors.New("the fingerprint of the host key is not understood; write it as ssh-keygen -l prints it: SHA256: and 43 characters")
	}
	o.Port = cmp.Or(o.Port, defaultPort)
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	o.KeepAlive = cmp.Or(o.KeepAlive, 15*time.Second)
	o.RetryAfter = cmp.Or(o.RetryAfter, time.Second)
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.KnownHosts == "" && o.HostKey == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return o, fmt.Errorf("find the file known_hosts (name it in source.sftp.known_hosts): %w", err)
		}
		o.KnownHosts = filepath.Join(home, ".ssh", "known_hosts")
	}
	return o.withJump()
}

// withJump does the same for the host in between, if there is one.
func (o Options) withJump() (Options, error) {
	if o.Jump == nil {
		return o, nil
	}
	if o.Jump.Jump != nil {
		return o, errors.New("a jump host is reached directly, not through another one; name one host in source.sftp.jump")
	}
	jump := *o.Jump
	jump.Getenv, jump.Timeout = o.Getenv, o.Timeout
	jump, err := jump.withDefaults()
	if err != nil {
		return o, fmt.Errorf("the jump host: %w", err)
	}
	o.Jump = &jump
	return o, nil
}

// isFingerprint reports whether a text is the SHA-256 of a key as OpenSSH prints it: in base64 without padding.
func isFingerprint(s string) bool {
	sum, found := strings.CutPrefix(s, "SHA256:")
	return found && len(sum) == 43 && !strings.ContainsAny(sum, " =")
}
