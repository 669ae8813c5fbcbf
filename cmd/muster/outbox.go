package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"muster/importer"
	"muster/importer/sqlstore"
)

func (a *app) outboxCommand() *cobra.Command {
	cmd := listCommand(a, "outbox", "List the mails that are queued or were sent; send them, or hand out what is in them",
		`  muster outbox --import 01934c3e-… --json
  muster outbox send                               let go what is queued
  muster outbox release 01934c3e-…                 let the mails go that the import held back
  muster outbox export 01934c3e-… -o links.csv     without a mail server: links and passwords, once`,
		[]string{"import", "person", "since"}, (*sqlstore.Store).Outbox,
		func(m sqlstore.Mail) string { return columns(m.State, m.To, m.Template, fmt.Sprint(m.Attempts)) })
	cmd.AddCommand(a.outboxSendCommand(), a.outboxReleaseCommand(), a.outboxDropCommand(), a.outboxExportCommand())
	return cmd
}

func (a *app) outboxReleaseCommand() *cobra.Command {
	return a.settleCommand("release", "Let the mails go out that an import held back (rules.notify: hold)",
		`From now on 'muster outbox send' sends them. The actor must hold what the users hold whom the mails are for.`,
		(*sqlstore.MailQueue).Release, "released", "Mails released: %d. The next 'muster outbox send' sends them.\n")
}

func (a *app) outboxDropCommand() *cobra.Command {
	return a.settleCommand("drop", "Withdraw the mails of an import that nobody has got, and erase their secrets",
		`Mails that are queued, held or dead are not sent any more, and the invitation links and temporary passwords in them
are gone: these people need another import to get in. The actor must hold what the users hold whom the mails are for.`,
		(*sqlstore.MailQueue).Drop, "dropped", "Mails withdrawn: %d. What was secret in them is erased.\n")
}

// settleCommand builds a command that does something to all the mails of an import.
func (a *app) settleCommand(verb, short, long string,
	settle func(*sqlstore.MailQueue, context.Context, uuid.UUID, *importer.Actor) (int, error), key, sentence string,
) *cobra.Command {
	var actorName string
	cmd := &cobra.Command{
		Use: verb + " IMPORT", Short: short, Long: short + ".\n\n" + long,
		Example: "  muster outbox " + verb + " 01934c3e-…\n  muster outbox " + verb + " 01934c3e-… --actor boss --json",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error {
			id, err := importID(ids[0])
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(s *sqlstore.Store) error {
				actor, err := a.actor(cmd.Context(), s, actorName)
				if err != nil {
					return err
				}
				n, err := settle(s.MailQueue(), cmd.Context(), id, actor)
				if err != nil {
					return err
				}
				if a.json {
					return json.NewEncoder(a.stdout).Encode(map[string]any{"import": id, key: n})
				}
				_, err = fmt.Fprintf(a.stdout, sentence, n)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&actorName, "actor", "", actorUsage)
	return cmd
}
