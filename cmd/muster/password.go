package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"muster/importer/sqlstore"
	"muster/importer/value/password"
)

func (a *app) passwordCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "password",
		Short: "Check passwords that were carried over",
		Args:  args(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "check USER",
		Short: "Read a password from standard input and say whether it is the user's",
		Long: `Read one line from standard input and say whether it is the password of the user, so that a migration of
password hashes can be proved before it counts. Exit code 3 says that it is not.`,
		Example: "  muster password check anita@example.com < password.txt",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, users []string) error {
			return a.checkPassword(cmd.Context(), users[0])
		},
	})
	return cmd
}

func (a *app) checkPassword(ctx context.Context, who string) error {
	line, err := bufio.NewReader(a.stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the password: %w", err)
	}
	typed := strings.TrimRight(line, "\r\n")
	if typed == "" {
		return usagef("there is no password on standard input; see 'muster password check --help'")
	}
	return a.read(ctx, func(s *sqlstore.Store) error {
		hash, err := s.PasswordHash(ctx, who)
		if err != nil {
			return err
		}
		verified := false
		if hash != "" {
			if verified, err = password.Verify(hash, typed); err != nil {
				return err
			}
		}
		return a.sayVerified(hash != "", verified)
	})
}

func (a *app) sayVerified(has, verified bool) error {
	var err error
	switch {
	case a.json:
		err = json.NewEncoder(a.stdout).Encode(map[string]bool{"password": has, "verified": verified})
	case verified:
		_, err = fmt.Fprintln(a.stdout, "This is the user's password.")
	case has:
		_, err = fmt.Fprintln(a.stdout, "This is not the user's password.")
	default:
		_, err = fmt.Fprintln(a.stdout, "The user has no password.")
	}
	if err == nil && !verified {
		return exitError(exitRowsFailed)
	}
	return err
}
