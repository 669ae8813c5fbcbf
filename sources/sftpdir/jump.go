package sftpdir

import (
	"context"
	"fmt"
	"net"

	"golang.org/x/crypto/ssh"
)

// A tunnel is a connection that a jump host makes for us. Its end is also that of the connection to the jump host.
type tunnel struct {
	net.Conn
	client *ssh.Client
	line   *line
}

// tunnel connects through the jump host. What the server and we then say to each other the host in between cannot read: the
// server's own key is checked as if there were nobody.
func (o *Options) tunnel(life, call context.Context) (net.Conn, error) {
	client, l, err := reach(life, call, o.Jump)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(call, o.Timeout)
	defer cancel()
	conn, err := client.DialContext(limited, "tcp", o.address())
	t := &tunnel{conn, client, l}
	if err != nil {
		t.hangUp()
		return nil, fmt.Errorf("the jump host %s does not connect to %s; check that it may (AllowTcpForwarding): %w",
			o.Jump.address(), o.address(), l.explain(err))
	}
	return t, nil
}

// Close ends both connections.
func (t *tunnel) Close() error {
	t.hangUp()
	return t.Conn.Close()
}

// hangUp ends the connection to the jump host at once: an orderly goodbye waits for a host that may no longer answer.
func (t *tunnel) hangUp() {
	t.line.close()
	_ = t.client.Wait() // for its goroutines; it only says that the connection is closed
}
