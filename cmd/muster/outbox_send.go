package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"muster/importer/notify"
	"muster/importer/sqlstore"
)

func (a *app) outboxSendCommand() *cobra.Command {
	var f mailFlags
	cmd := &cobra.Command{
		Use:   "send",
		Short: "Send the mails that are due, through the server of MUSTER_SMTP",
		Long: `Send the mails that are due until there are none left, through the mail server that MUSTER_SMTP names:

  smtp://USER:PASSWORD@HOST:587?from=it@example.com&tls=required&rate=60

smtps:// is TLS from the first byte. tls is required (the default), opportunistic, or none for a relay on this machine;
rate is mails a minute. User and password are optional and percent-encoded where needed.

The mails of one person go out in order. One that the server refuses for now is put back, with a pause that doubles
each time; one that it refuses for good, or sixteen times, is dead: 'muster outbox export' can still hand out what
is in it. A secret is erased when its mail is sent. Several senders may run at the same time. A mail whose sender died is
sent again after 15 minutes, with the same Message-ID.

Exit code 0 says that all that was due went out, 1 that the mail server cannot be used, 3 that some mails were put
back or are dead.`,
		Example: `  MUSTER_SMTP='smtp://muster:secret@mail.example.com?from=it@example.com' muster outbox send
  MUSTER_SMTP='smtp://127.0.0.1:25?from=it@example.com&tls=none' muster outbox send --templates our-mails --json`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.write(cmd.Context(), func(s *sqlstore.Store) error { return a.sendMails(cmd.Context(), s, &f) })
		},
	}
	f.registerTemplates(cmd)
	f.registerLink(cmd)
	return cmd
}

func (a *app) sendMails(ctx context.Context, s *sqlstore.Store, f *mailFlags) error {
	sender, err := a.sender(ctx, s, f)
	if err != nil {
		return err
	}
	report, err := sender.Send(ctx)
	if err := errors.Join(err, a.printSent(report)); err != nil {
		return err
	}
	if report.Dead+report.Retried > 0 {
		return exitError(exitRowsFailed)
	}
	return nil
}

func (a *app) printSent(r notify.Report) error {
	if a.json {
		return json.NewEncoder(a.stdout).Encode(r)
	}
	_, err := fmt.Fprintf(a.stdout, "sent %d, put back %d, dead %d, waiting %d\n", r.Sent, r.Retried, r.Dead, r.Waiting)
	return err
}
