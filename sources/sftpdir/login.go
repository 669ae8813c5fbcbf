package sftpdir

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// login returns the ways to log in that the options allow: the key file or else the agent, then the password. A server
// counts the keys that it is offered; with a key file the agent is therefore not asked. The closer frees the agent
// after the login; it may be nil.
func (o *Options) login() (methods []ssh.AuthMethod, agents io.Closer, err error) {
	switch socket := o.Getenv(agentVariable); {
	case o.KeyFile != "":
		signer, err := o.key()
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrLogin, err)
		}
		methods = append(methods, ssh.PublicKeys(signer))
	case socket != "":
		conn, err := net.Dial("unix", socket) //nolint:noctx // a socket of this machine answers at once
		if err != nil {
			return nil, nil, fmt.Errorf("%w: ask the SSH agent: %w", ErrLogin, err)
		}
		methods, agents = append(methods, ssh.PublicKeysCallback(agent.NewClient(conn).Signers)), conn
	}
	if password := o.Getenv(PasswordVariable); password != "" {
		methods = append(methods, ssh.Password(password), ssh.KeyboardInteractive(answer(password)))
	}
	if len(methods) == 0 {
		return nil, nil, fmt.Errorf("%w: there is nothing to log in with; name a key in source.sftp.key_file, start an SSH agent, or put the password into %s",
			ErrLogin, PasswordVariable)
	}
	return methods, agents, nil
}

// key reads the private key.
func (o *Options) key() (ssh.Signer, error) {
	pem, err := os.ReadFile(o.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("read the private key: %w", err)
	}
	signer, err := ssh.ParsePrivateKey(pem)
	var protected *ssh.PassphraseMissingError
	if !errors.As(err, &protected) {
		if err != nil {
			return nil, fmt.Errorf("%s holds no private key that can be used (%w); make one with ssh-keygen", o.KeyFile, err)
		}
		return signer, nil
	}
	passphrase := o.Getenv(PassphraseVariable)
	if passphrase == "" {
		return nil, fmt.Errorf("the private key %s is protected; put its passphrase into %s", o.KeyFile, PassphraseVariable)
	}
	signer, err = ssh.ParsePrivateKeyWithPassphrase(pem, []byte(passphrase))
	if err != nil {
		return nil, fmt.Errorf("the private key %s does not open with the passphrase in %s", o.KeyFile, PassphraseVariable)
	}
	return signer, nil
}

// answer gives the password where a server asks a single hidden question, which is how many ask for it (RFC 4256), and
// nothing where it asks for more than that.
func answer(password string) ssh.KeyboardInteractiveChallenge {
	return func(_, _ string, questions []string, shown []bool) ([]string, error) {
		switch {
		case len(questions) == 0:
			return nil, nil
		case len(questions) == 1 && !shown[0]:
			return []string{password}, nil
		}
		return nil, errors.New("the server asks for more than a password")
	}
}
