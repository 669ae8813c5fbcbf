package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"muster/importer/doctor"
)

func (a *app) doctorCommand() *cobra.Command {
	var actor string
	cmd := &cobra.Command{
		Use: "doctor [DEFINITION|FOLDER]…", Short: "Find out what of the setup does not work, and how to mend it",
		Long: `doctor looks at the database, its clock and tables, the room on the disk, the key, the mail server, the catalog
and the definitions given (of a folder, all *.yaml in it), and says what to do about what does not work. In the drop folder of a
definition it tries all that a pickup does there: reach it, log in, list, read, write, rename, put away. Of a server that is not known
yet it shows the host key and the line for known_hosts, for a person to confirm.

It changes nothing and sends no mail; what it tries with is a file of its own, which it takes away again. Only the folders for what is
done (done, failed, held) are made where they are missing. It ends with 1 where something does not work.`,
		Example: `  muster doctor
  muster doctor hr-nightly.yaml
  muster doctor /etc/muster/definitions --actor hr-bot --json`,
		RunE: func(cmd *cobra.Command, given []string) error {
			definitions, err := definitionsIn(given)
			if err != nil {
				return err
			}
			d := doctor.Doctor{
				DSN: a.database(), Definitions: definitions, KeyFile: a.keyFile(), Actor: actor, OSUser: osUser(), Host: hostname(),
				Getenv: a.getenv, Now: a.now,
			}
			return a.printFindings(d.Examine(cmd.Context()))
		},
	}
	cmd.Flags().StringVar(&actor, "actor", "", "who is to run the definitions, a name from the catalog (default: the operating system's user)")
	return cmd
}

// definitionsIn returns the files named, and those of the folders named.
func definitionsIn(given []string) ([]string, error) {
	var list []string
	for _, path := range given {
		info, err := os.Stat(path)
		if err != nil {
			return nil, usagef("%s is not there; name a definition, or a folder of them", path)
		}
		if !info.IsDir() {
			list = append(list, path)
			continue
		}
		for _, pattern := range []string{"*.yaml", "*.yml"} {
			files, err := filepath.Glob(filepath.Join(path, pattern))
			if err != nil {
				return nil, err
			}
			list = append(list, files...)
		}
	}
	return list, nil
}

// signs begin the lines about findings.
var signs = map[doctor.Verdict]string{doctor.Well: "ok      ", doctor.Worry: "worry   ", doctor.Trouble: "TROUBLE "}

func (a *app) printFindings(findings []doctor.Finding) error {
	encoder := json.NewEncoder(a.stdout)
	code := exitDone
	for _, f := range findings {
		if f.Verdict == doctor.Trouble {
			code = exitFailed
		}
		if a.json {
			if err := encoder.Encode(f); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(a.stdout, "%s%s: %s\n", signs[f.Verdict], f.Check, printable(f.Found))
		if f.Mend != "" {
			fmt.Fprintln(a.stdout, "        "+printable(f.Mend))
		}
	}
	if code != exitDone {
		return exitError(code)
	}
	return nil
}
