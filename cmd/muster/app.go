package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"muster/importer/sqlstore"
)

// An app is one call of the program: its streams, its environment and what its flags say.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
	stop           <-chan struct{} // closed when the user asks for an orderly end

	dsn  string // --db
	json bool   // --json
}

// defaultDB is the directory that is used where nothing else is said.
const defaultDB = "sqlite:muster.db"

// run carries out one command line and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	err := root.ExecuteContext(ctx)
	a.say(err)
	return codeOf(err)
}

// say tells a person what went wrong, unless all has been said.
func (a *app) say(err error) {
	var exit exitError
	switch {
	case err == nil || errors.As(err, &exit):
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(a.stderr, "muster: interrupted")
	default:
		fmt.Fprintln(a.stderr, "muster: "+err.Error())
	}
}

// rootCommand builds the tree of commands anew, so that nothing is shared between two calls.
func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "muster",
		Short: "Import files of people into contacts and users, with an answer for every row",
		Long: `muster turns a file of people (CSV or XLSX) into contacts and users. It shows what
would change, changes exactly that, and says for every row what happened.`,
		Example: `  muster import people.xlsx               import into muster.db in this folder
  muster plan people.csv -o people.plan   show what would change, write nothing
  muster apply people.plan                do exactly that
  muster inspect people.csv               what muster understands of the file
  muster users                            who is in the directory`,
		Args:             args(cobra.NoArgs),
		PersistentPreRun: func(cmd *cobra.Command, _ []string) { cmd.SetContext(a.interruptible(cmd)) },
		SilenceUsage:     true,
		SilenceErrors:    true,
		RunE:             func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetHelpTemplate(root.HelpTemplate() + "\n" + exitHelp + "\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w; see '%s --help'", err, cmd.CommandPath())
	})
	root.PersistentFlags().StringVar(&a.dsn, "db", "", "the directory: sqlite:FILE or postgres://USER@HOST/NAME (env MUSTER_DB; default "+defaultDB+")")
	root.PersistentFlags().BoolVar(&a.json, "json", false, "print JSON on standard output, and nothing else there")
	root.AddCommand(
		a.importCommand(), a.planCommand(), a.applyCommand(), a.pickupCommand(), a.inspectCommand(), a.initCommand(), a.schemaCommand(), a.templateCommand(),
		a.catalogCommand(), a.usersCommand(), a.contactsCommand(), a.auditCommand(), a.outboxCommand(),
		a.importsCommand(), a.resumeCommand(), a.releaseCommand(), a.undoCommand(), a.passwordCommand(), a.migrateCommand(), a.doctorCommand(), a.scheduleCommand(), a.versionCommand(),
	)
	root.AddCommand(a.personCommand(), a.eraseCommand())
	return root
}

// interruptible returns the command's context. Only imports have something in hand to complete: everything else
// ends with the first interrupt.
func (a *app) interruptible(cmd *cobra.Command) context.Context {
	_, path, _ := strings.Cut(cmd.CommandPath(), " ") // "outbox release" is no release
	if slices.Contains([]string{"import", "plan", "apply", "pickup", "schedule", "resume", "release", "undo"}, path) {
		return cmd.Context()
	}
	ctx, cancel := context.WithCancel(cmd.Context())
	go func() {
		defer cancel()
		select {
		case <-a.stop:
		case <-ctx.Done():
		}
	}()
	return ctx
}

// database returns the DSN of the directory: of the flag, the environment, the default. It may hold a password, and
// is not to be shown; see sqlstore.Describe.
func (a *app) database() string { return cmp.Or(a.dsn, a.getenv("MUSTER_DB"), defaultDB) }

// args makes an argument check of cobra's a usage error.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		if err := check(cmd, given); err != nil {
			return usagef("%w; see '%s --help'", err, cmd.CommandPath())
		}
		return nil
	}
}

// open opens the directory.
func (a *app) open(ctx context.Context, o sqlstore.Options) (*sqlstore.Store, error) {
	return sqlstore.Open(ctx, a.database(), o)
}

// read opens the directory, which must be there, hands it to use and closes it.
func (a *app) read(ctx context.Context, use func(*sqlstore.Store) error) error {
	store, err := a.open(ctx, sqlstore.Options{ReadOnly: true})
	if err != nil {
		return a.notThere(err)
	}
	return errors.Join(use(store), store.Close())
}

// printList prints one item a line: as JSON with --json, else as line makes it.
func printList[T any](a *app, items iter.Seq2[T, error], line func(T) string) error {
	encoder := json.NewEncoder(a.stdout)
	for item, err := range items {
		if err != nil {
			return err
		}
		if a.json {
			err = encoder.Encode(item)
		} else {
			_, err = fmt.Fprintln(a.stdout, line(item))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// people is where text for people goes: standard output, unless that carries JSON.
func (a *app) people() io.Writer {
	if a.json {
		return a.stderr
	}
	return a.stdout
}
