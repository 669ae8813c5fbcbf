package sftpdir

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// Dial connects to the server, makes sure that it is the right one, and logs in. Once ctx is done the connection is cut,
// also later. Errors are ErrHostKey and ErrLogin where these are to blame, else those of the network. The caller closes
// the folder.
func Dial(ctx context.Context, o Options) (*Folder, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	trust, err := newTrust(&o)
	if err != nil {
		return nil, err
	}
	var shown *HostKeyError
	for _, algorithms := range trust.attempts {
		f, err := dial(ctx, &o, trust.check, algorithms)
		if err == nil {
			return f, nil
		}
		var refused *HostKeyError
		if !errors.As(err, &refused) {
			return nil, fmt.Errorf("connect to %s: %w", o.address(), err)
		}
		if shown == nil || shown.Fingerprint == "" {
			shown = refused // the kind that the server prefers says most
		}
	}
	return nil, shown
}

// dial connects once, asking for a host key of the given kinds.
func dial(ctx context.Context, o *Options, check ssh.HostKeyCallback, algorithms []string) (*Folder, error) {
	methods, agents, err := o.login()
	if err != nil {
		return nil, err
	}
	if agents != nil {
		defer agents.Close()
	}
	dialer := net.Dialer{Timeout: o.Timeout}
	conn, err := dialer.DialContext(ctx, "tcp", o.address())
	if err != nil {
		return nil, err
	}
	l := newLine(ctx, conn, o.Timeout)
	done := l.limit()
	client, err := shake(conn, o, &ssh.ClientConfig{
		User: o.User, Auth: methods, HostKeyCallback: check, HostKeyAlgorithms: algorithms,
	})
	if err != nil {
		done()
		err = l.explain(err)
		l.close()
		return nil, err
	}
	// Fstat asks for the file that is open, not for one that has its name by now.
	files, err := sftp.NewClient(client, sftp.UseFstat(true))
	done()
	if err != nil {
		err = l.explain(fmt.Errorf("the server lets %s in, but offers no SFTP: %w", o.User, err))
		l.close()
		_ = client.Wait() // for its goroutines; it only says that the connection is closed
		return nil, err
	}
	f := &Folder{line: l, client: client, files: files, folder: o.Folder}
	f.background.Go(func() { l.keepAlive(client, o.KeepAlive) })
	return f, nil
}

// shake performs the handshake and the login.
func shake(conn net.Conn, o *Options, config *ssh.ClientConfig) (*ssh.Client, error) {
	c, channels, requests, err := ssh.NewClientConn(conn, o.address(), config)
	var negotiation *ssh.AlgorithmNegotiationError
	var key *HostKeyError
	switch {
	case err == nil:
		return ssh.NewClient(c, channels, requests), nil
	case errors.As(err, &key):
		return nil, key // without the words of the library: its sentence is complete
	case errors.As(err, &negotiation) && strings.Contains(negotiation.Error(), "host key"):
		return nil, &HostKeyError{Address: o.address(), message: changedKey(o, "no key of the known kind")}
	case strings.Contains(err.Error(), "unable to authenticate"): // the library has no type for it
		return nil, fmt.Errorf("%w: the server does not let %s in; check the user, and that the server knows the key or the password (%w)",
			ErrLogin, o.User, err)
	}
	return nil, err
}

// keepAlive asks the server now and then whether it is still there, until the connection ends. One that says so in time is
// left alone, whatever it answers.
func (l *line) keepAlive(client *ssh.Client, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-l.done:
			return
		case <-tick.C:
		}
		late := time.AfterFunc(l.timeout, func() { l.cut(ErrSilent) })
		_, _, err := client.SendRequest("keepalive@openssh.com", true, nil)
		late.Stop()
		if err != nil {
			return
		}
	}
}
