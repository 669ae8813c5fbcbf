//go:build !unix

package pgtest

import "os/exec"

// An account is whom the server runs as: here always who runs the tests.
type account struct{}

func ordinaryAccount() (account, error) { return account{}, nil }
func (account) own(string) error        { return nil }
func (account) run(*exec.Cmd)           {}
