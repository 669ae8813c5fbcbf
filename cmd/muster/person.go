package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"muster/importer/sqlstore"
)

func (a *app) personCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "person",
		Short: "Show all that is held about somebody",
		Args:  args(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "show WHO",
		Short: "Show all that is held about somebody, and where each value came from",
		Long: `Show all that the directory holds about somebody: each value with the file, the row, the actor and the time that it came
from; what they were given and by whom; how they sign in (never with what); the mails to them; the rows of
imports that were about them; and, with --json, the whole history with its values.

WHO is an id, an email, a username or an external id. To remove it all, see 'muster erase'.`,
		Example: "  muster person show anita@example.com\n  muster person show E-17 --json > anita.json",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, who []string) error {
			return a.read(cmd.Context(), func(s *sqlstore.Store) error {
				d, err := s.Dossier(cmd.Context(), who[0])
				if err != nil {
					return err
				}
				if a.json {
					return json.NewEncoder(a.stdout).Encode(d)
				}
				return printDossier(a.stdout, d)
			})
		},
	})
	return cmd
}

// printDossier prints a dossier as tables.
func printDossier(out io.Writer, d *sqlstore.Dossier) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { fmt.Fprintln(w, columns(cells...)) }
	line("contact", d.Contact.ID.String())
	line("user", orDash(d.Contact.User))
	section := func(title string, some bool) {
		if some {
			fmt.Fprintf(w, "\n%s\n", title)
		}
	}
	section("Values", len(d.Values) > 0)
	for _, v := range d.Values {
		line("  "+v.Field, v.Value, originText(v.Origin))
	}
	section("Given", len(d.Grants) > 0)
	for _, g := range d.Grants {
		line("  "+g.Kind, strings.TrimSuffix(g.Name+":"+string(g.Role), ":"), "by "+g.GivenBy, originText(g.Origin))
	}
	section("Signs in with", len(d.SignIns) > 0)
	for _, r := range d.SignIns {
		line("  "+r.Kind, "since "+timeShown(r.Created), "import "+orDash(r.Import))
	}
	section("Mails", len(d.Mails) > 0)
	for _, m := range d.Mails {
		line("  "+m.Template, m.State, "to "+m.To, "queued "+timeShown(m.Queued))
	}
	section("Rows of imports", len(d.Rows) > 0)
	for _, r := range d.Rows {
		problems := make([]string, len(r.Problems))
		for i, p := range r.Problems {
			problems[i] = p.String()
		}
		line("  "+timeShown(r.Started), r.Source, fmt.Sprintf("row %d", r.Row), r.Result, r.Import, strings.Join(problems, " "))
	}
	return w.Flush()
}

// originText says where something came from in a few words.
func originText(o sqlstore.Origin) string {
	if o.At == nil {
		return "from where is not known any more"
	}
	text := cmp.Or(string(o.Source), "no file")
	if o.Row != nil {
		text += fmt.Sprintf(" row %d", *o.Row)
	}
	return text + ", " + string(o.Actor) + ", " + timeShown(*o.At)
}

func timeShown(t time.Time) string { return t.Local().Format(time.DateTime) }
