package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"muster/importer/sqlstore"
	"muster/importer/value/seal"
)

func (a *app) outboxExportCommand() *cobra.Command {
	var f mailFlags
	var path, actorName string
	cmd := &cobra.Command{
		Use:   "export IMPORT",
		Short: "Write the invitation links and temporary passwords of an import to a file, once",
		Long: `Write the invitation links and temporary passwords of an import to a CSV file, for whoever has no mail server or hands them
out in another way: username, email, kind, link_or_password, expires. Only its owner can read the file (mode 0600); one
that is there already is never written over.

It works for mails that are queued, held or dead, and once: the mails that the file stands for are withdrawn afterwards,
with the mails that tell the same people their username; the secrets are erased from the directory, and the audit
says for each user who has them now. The actor must hold what these users hold.`,
		Example: `  muster outbox export 01934c3e-…                      writes credentials-01934c3e-….csv
  muster outbox export 01934c3e-… -o links.csv --actor boss`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error {
			id, err := importID(ids[0])
			if err != nil {
				return err
			}
			if path == "" {
				path = "credentials-" + id.String() + ".csv"
			}
			return a.write(cmd.Context(), func(s *sqlstore.Store) error {
				return a.exportMails(cmd.Context(), s, id, &f, path, actorName)
			})
		},
	}
	cmd.Flags().StringVarP(&path, "output", "o", "", "the file to write (default: credentials-IMPORT.csv in the current folder)")
	cmd.Flags().StringVar(&actorName, "actor", "", actorUsage)
	f.registerLink(cmd)
	return cmd
}

func (a *app) exportMails(ctx context.Context, s *sqlstore.Store, id uuid.UUID, f *mailFlags, path, actorName string) error {
	actor, err := a.actor(ctx, s, actorName)
	if err != nil {
		return err
	}
	pattern, err := a.invitationLink(f)
	if err != nil {
		return err
	}
	key, err := a.key(false)
	if err != nil && !errors.Is(err, seal.ErrNoKey) { // without secrets none is needed
		return err
	}
	list, err := newCredentialList(path, key, pattern)
	if err != nil {
		return err
	}
	n, err := s.MailQueue().Export(ctx, id, actor, list.write)
	if err = errors.Join(err, list.close()); err != nil {
		return err
	}
	if a.json {
		return json.NewEncoder(a.stdout).Encode(map[string]any{"import": id, "exported": n, "file": path})
	}
	_, err = fmt.Fprintf(a.stdout, "Links and passwords in %s: %d. They are nowhere else now: hand them out, then delete the file.\n", path, n)
	return err
}
