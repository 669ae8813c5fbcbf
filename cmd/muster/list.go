package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"muster/importer/sqlstore"
)

// listFlags narrow a listing.
type listFlags struct {
	org, imp, person, since string
}

func (f *listFlags) register(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		switch name {
		case "org":
			cmd.Flags().StringVar(&f.org, name, "", "only members of this organization")
		case "import":
			cmd.Flags().StringVar(&f.imp, name, "", "only what this import (its id) brought about")
		case "person":
			cmd.Flags().StringVar(&f.person, name, "", "only this person: an id, an email, a username or an external id")
		case "since":
			cmd.Flags().StringVar(&f.since, name, "", "only from this time on: 2026-11-21, 2026-11-21T02:30:00Z, or 24h for the last 24 hours")
		}
	}
}

func (f *listFlags) filter(now time.Time) (sqlstore.Filter, error) {
	filter := sqlstore.Filter{Organization: f.org, Person: f.person}
	var err error
	if f.imp != "" {
		if filter.Import, err = importID(f.imp); err != nil {
			return filter, err
		}
	}
	if f.since != "" {
		filter.Since, err = sinceTime(f.since, now)
	}
	return filter, err
}

// importID reads the id of an import.
func importID(s string) (uuid.UUID, error) {
	id, err := uuid.Parse(s)
	if err != nil {
		return id, usagef("%q is not the id of an import; see 'muster imports'", s)
	}
	return id, nil
}

func sinceTime(s string, now time.Time) (time.Time, error) {
	if ago, err := time.ParseDuration(s); err == nil {
		return now.Add(-ago), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, s, time.Local); err == nil {
			return at, nil
		}
	}
	return time.Time{}, usagef("--since is a date such as 2026-11-21, a time such as 2026-11-21T02:30:00Z, or how long ago, such as 24h, not %q", s)
}

// listCommand builds a command that lists something of the directory.
func listCommand[T any](a *app, use, short, example string, flags []string,
	list func(*sqlstore.Store, context.Context, sqlstore.Filter) iter.Seq2[T, error], line func(T) string,
) *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use: use, Short: short, Example: example, Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			filter, err := f.filter(a.now())
			if err != nil {
				return err
			}
			return a.read(cmd.Context(), func(s *sqlstore.Store) error {
				return printList(a, list(s, cmd.Context(), filter), line)
			})
		},
	}
	f.register(cmd, flags...)
	return cmd
}

func (a *app) usersCommand() *cobra.Command {
	return listCommand(a, "users", "List the users of the directory",
		"  muster users --org lab\n  muster users --person anita@example.com --json",
		[]string{"org", "import", "person", "since"}, (*sqlstore.Store).Users,
		func(u sqlstore.User) string {
			name := orDash(u.Contact.DisplayName)
			return columns(orDash(u.Username), name, orDash(u.Email), string(u.Status), strings.Join(u.Groups, ", "))
		})
}

func (a *app) contactsCommand() *cobra.Command {
	return listCommand(a, "contacts", "List the contacts of the directory",
		"  muster contacts --since 24h\n  muster contacts --json",
		[]string{"org", "import", "person", "since"}, (*sqlstore.Store).Contacts,
		func(c sqlstore.Contact) string {
			return columns(orDash(c.ExternalID), orDash(c.DisplayName), orDash(c.Email), orDash(c.Mobile))
		})
}

func (a *app) auditCommand() *cobra.Command {
	return listCommand(a, "audit", "List who changed what, and when",
		"  muster audit --person anita@example.com\n  muster audit --import 01934c3e-… --json",
		[]string{"import", "person", "since"}, (*sqlstore.Store).Audit,
		func(e sqlstore.AuditEntry) string {
			return columns(e.At.Format(time.RFC3339), e.Event, e.Actor, e.Subject)
		})
}

// columns joins cells into a line that programs can cut and people can read.
func columns(cells ...string) string {
	for i := range cells {
		cells[i] = shown(cells[i])
	}
	return strings.Join(cells, "\t")
}

func orDash(s sqlstore.OrNull) string {
	if s == "" {
		return "-"
	}
	return string(s)
}

// notThere explains a missing directory to somebody who only wants to look.
func (a *app) notThere(err error) error {
	if errors.Is(err, sqlstore.ErrNotThere) {
		return fmt.Errorf("%s: %w; --db or MUSTER_DB names another", sqlstore.Describe(a.database()), err)
	}
	return err
}
