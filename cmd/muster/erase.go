package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"muster/importer/job"
	"muster/importer/sqlstore"
)

// eraseFlags are the flags of erase.
type eraseFlags struct {
	actor string
	yes   bool
	wait  time.Duration
}

func (a *app) eraseCommand() *cobra.Command {
	var f eraseFlags
	cmd := &cobra.Command{
		Use:   "erase WHO",
		Short: "Remove somebody, and all that is held about them",
		Long: `Remove somebody from the directory, and all that is held about them: the contact and the user with all that they have,
the mails to them and what is sealed in these, what the results of imports and the audit say about them, and the copy of
an input that muster keeps itself. Who has them as manager has none afterwards. The audit gets an entry user.erased
with nothing in it but an id.

Files that were imported, reports and plans are yours: they are listed and not touched. A backup of the directory
still has the person in it.

WHO is an id, an email, a username or an external id; see 'muster person show WHO' first. The actor must hold what the
person holds.`,
		Example: "  muster erase anita@example.com\n  muster erase E-17 --yes --actor boss --json",
		Args:    args(cobra.ExactArgs(1)),
		RunE:    func(cmd *cobra.Command, who []string) error { return a.erase(cmd.Context(), &f, who[0]) },
	}
	cmd.Flags().StringVar(&f.actor, "actor", "", actorUsage)
	cmd.Flags().BoolVar(&f.yes, "yes", false, "do not ask")
	cmd.Flags().DurationVar(&f.wait, "wait", 0, "how long to wait while an import runs, such as 10m (default: not at all)")
	return cmd
}

func (a *app) erase(ctx context.Context, f *eraseFlags, who string) error {
	return a.write(ctx, func(s *sqlstore.Store) error {
		actor, err := a.actor(ctx, s, f.actor)
		if err != nil {
			return err
		}
		d, err := s.Dossier(ctx, who)
		if err != nil {
			return err
		}
		if !f.yes {
			if err := a.confirm("Erase " + erasedName(d) + " for good?"); err != nil {
				return err
			}
		}
		// By the id: it is the person who was shown, whoever is called so meanwhile.
		said, err := s.Erase(ctx, d.Contact.ID.String(), actor, f.wait)
		if said == nil {
			return err
		}
		traces, e := tracesOf(ctx, s, said)
		return errors.Join(a.printErased(said, traces), err, e)
	})
}

// erasedName is what a person is called in the question.
func erasedName(d *sqlstore.Dossier) string {
	name := strings.TrimSpace(string(d.Contact.DisplayName) + " " + string(d.Contact.Email))
	if name == "" {
		name = d.Contact.ID.String()
	}
	return shown(name)
}

// confirm asks a question that only yes answers. Where nobody is there to answer it is a usage error.
func (a *app) confirm(question string) error {
	in, ok := a.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) { //nolint:gosec // a file descriptor fits
		return usagef("nobody is there to confirm this; say --yes")
	}
	fmt.Fprint(a.stderr, question+" Type yes: ")
	answer, err := bufio.NewReader(a.stdin).ReadString('\n')
	if err != nil || strings.TrimSpace(answer) != "yes" {
		return usagef("nothing was changed")
	}
	return nil
}

// tracesOf returns the files of the imports that had rows about the person, and of those that still keep their input: who
// was in it is not known before it is read.
func tracesOf(ctx context.Context, s *sqlstore.Store, said *sqlstore.Erased) ([]*job.Traces, error) {
	all := []*job.Traces{}
	for summary, err := range s.Imports(ctx, sqlstore.Filter{}) {
		if err != nil {
			return all, err
		}
		id, err := uuid.Parse(summary.Import)
		if err != nil {
			return all, err
		}
		about := slices.Contains(said.Imports, id)
		if !about && summary.Pruned != nil {
			continue
		}
		record, err := s.Record(ctx, id)
		if err != nil {
			return all, err
		}
		t, err := job.TracesOf(record)
		if err != nil {
			return all, err
		}
		if about || t.Kept != "" {
			all = append(all, t)
		}
	}
	return all, nil
}

func (a *app) printErased(e *sqlstore.Erased, traces []*job.Traces) error {
	if a.json {
		return json.NewEncoder(a.stdout).Encode(struct {
			*sqlstore.Erased
			Files []*job.Traces `json:"files"`
		}{e, traces})
	}
	fmt.Fprintf(a.stdout, "Erased; the audit knows them as %s.\n", e.Subject)
	fmt.Fprintf(a.stdout, "Mails removed: %d. Audit entries and results of rows blanked: %d, %d. Others who have no manager now: %d.\n",
		e.Mails, e.History, e.Rows, e.Managed)
	for _, t := range traces {
		if t.Kept != "" {
			fmt.Fprintf(a.stdout, "Import %s has not ended and keeps a copy of its input, %s: when it has ended, erase them again if they were in it.\n", t.Import, t.Kept)
		}
	}
	if len(traces) > 0 {
		fmt.Fprintln(a.stdout, "These files are yours and may still have them in it:")
	}
	for _, t := range traces {
		fmt.Fprintln(a.stdout, "  "+shown(t.Input))
		for _, path := range t.Reports {
			fmt.Fprintln(a.stdout, "  "+shown(path))
		}
	}
	return nil
}
