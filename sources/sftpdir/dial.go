package sftpdir

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

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
	f := &Folder{options: &o, connect: func(call context.Context) (*connection, error) { return connect(ctx, call, &o) }}
	if err := f.attempt(ctx, func(*connection) error { return nil }); err != nil {
		return nil, err
	}
	return f, nil
}

// reach connects to a host and logs in. The connection is cut once life is done, and, until it stands, call.
func reach(life, call context.Context, o *Options) (*ssh.Client, *line, error) {
	trust, err := newTrust(o)
	if err != nil {
		return nil, nil, err
	}
	var shown *HostKeyError
	for _, algorithms := range trust.attempts {
		client, l, err := knock(life, call, o, trust.check, algorithms)
		if err == nil {
			return client, l, nil
		}
		var refused *HostKeyError
		if !errors.As(err, &refused) {
			return nil, nil, fmt.Errorf("connect to %s: %w", o.address(), err)
		}
		if refused.Address != o.address() {
			return nil, nil, refused // the host in between: asking it for other keys helps nobody
		}
		if shown == nil || shown.Fingerprint == "" {
			shown = refused // the kind that the server prefers says most
		}
	}
	return nil, nil, shown
}

// knock is reach for a host key of the given kinds.
func knock(life, call context.Context, o *Options, check ssh.HostKeyCallback, algorithms []string) (*ssh.Client, *line, error) {
	methods, agents, err := o.login()
	if err != nil {
		return nil, nil, err
	}
	if agents != nil {
		defer agents.Close()
	}
	conn, err := o.dial(life, call)
	if err != nil {
		return nil, nil, err
	}
	l := newLine(life, conn, o.Timeout)
	defer l.follow(call)()
	defer l.limit()()
	client, err := shake(conn, o, &ssh.ClientConfig{
		User: o.User, Auth: methods, HostKeyCallback: check, HostKeyAlgorithms: algorithms,
	})
	if err != nil {
		err = l.explain(err)
		l.close()
		return nil, nil, err
	}
	return client, l, nil
}

// dial opens the connection on which SSH is then spoken.
func (o *Options) dial(life, call context.Context) (net.Conn, error) {
	if o.Jump != nil {
		return o.tunnel(life, call)
	}
	dialer := net.Dialer{Timeout: o.Timeout}
	return dialer.DialContext(call, "tcp", o.address())
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
