package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"muster/importer"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/mapping"
	"muster/sources"
)

// readingFlags override what is found out about a file by its content.
type readingFlags struct {
	format, encoding, delimiter, sheet, header string
}

func (f *readingFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "", "the file's format: csv, xlsx (default: by its content)")
	flags.StringVar(&f.encoding, "encoding", "", "the file's encoding, such as utf-8 or windows-1252 (default: by its content)")
	flags.StringVar(&f.delimiter, "delimiter", "", "what separates the cells of a CSV file, such as ';' or tab (default: by its content)")
	flags.StringVar(&f.sheet, "sheet", "", "the sheet of a workbook, by name or number (default: the first visible one with people in it)")
	flags.StringVar(&f.header, "header", "", "the number of the header row, or none (default: by its content)")
}

// override puts what the flags say over what the definition says.
func (f *readingFlags) override(c *sources.Config) error {
	set(&c.Format, f.format)
	set(&c.Header, f.header)
	set(&c.CSV.Encoding, f.encoding)
	set(&c.CSV.Delimiter, f.delimiter)
	set(&c.XLSX.Sheet, f.sheet)
	for _, wrong := range c.Validate() {
		return usagef("--%s: %s", wrong.Key[strings.LastIndex(wrong.Key, ".")+1:], wrong.Message)
	}
	return nil
}

func (a *app) inspectCommand() *cobra.Command {
	var f readingFlags
	var rows bool
	cmd := &cobra.Command{
		Use:   "inspect FILE",
		Short: "Say what muster understands of a file",
		Long: `Say what muster understands of a file before anything is imported: its format, where the header is,
what each column was recognized as, and what is not sure. It changes nothing and asks nothing.`,
		Example: `  muster inspect people.xlsx
  muster inspect people.csv --json
  muster inspect people.xlsx --rows --sheet Staff   every row as it is read`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			if rows {
				return a.inspectRows(cmd.Context(), &f, files[0])
			}
			return a.inspect(cmd.Context(), &f, files[0])
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&rows, "rows", false, "print every row as it is read, a JSON object a line")
	return cmd
}

// openFile opens a file to be looked at: where its content leaves a doubt, the likeliest reading is taken.
func (a *app) openFile(ctx context.Context, f *readingFlags, location string) (*sources.File, sources.Config, error) {
	c := sources.Config{Stdin: a.stdin, Guess: true}
	if err := f.override(&c); err != nil {
		return nil, c, err
	}
	file, err := sources.Open(ctx, location, c)
	return file, c, err
}

func (a *app) inspect(ctx context.Context, f *readingFlags, location string) error {
	file, c, err := a.openFile(ctx, f, location)
	if err != nil {
		return err
	}
	defer file.Close()
	in, err := job.Inspect(file, c, a.catalogIfThere(ctx))
	if err != nil {
		return err
	}
	if in.Rows, err = countRows(file, in); err != nil {
		in.Doubts = append(in.Doubts, err.Error())
	}
	if a.json {
		return json.NewEncoder(a.stdout).Encode(in)
	}
	return printInspection(a.stdout, file, in)
}

// catalogIfThere returns the directory's catalog, which tells roles from job titles; nil without a directory.
func (a *app) catalogIfThere(ctx context.Context) *importer.Catalog {
	var catalog *importer.Catalog
	err := a.read(ctx, func(s *sqlstore.Store) error {
		var err error
		catalog, err = s.Catalog(ctx)
		return err
	})
	if err != nil {
		return nil // a file can be looked at without a directory
	}
	return catalog
}

// countRows counts the rows below the header that have any content.
func countRows(file *sources.File, in *mapping.Inspection) (int, error) {
	n := 0
	err := eachRow(file, func(row importer.Row, _ string) error {
		if row.Number > in.HeaderRow && row.Number >= in.FirstRow() {
			n++
		}
		return nil
	})
	return n, err
}

// eachRow hands over every row with any content, and those that cannot be read with the reason why.
func eachRow(file *sources.File, use func(row importer.Row, unreadable string) error) error {
	source, err := file.Rows()
	if err != nil {
		return err
	}
	defer source.Close()
	for {
		row, err := source.Read()
		why := ""
		var unreadable *importer.RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &unreadable):
			row, why = unreadable.Row, unreadable.Message
		case err != nil:
			return err
		case row.Blank():
			continue
		}
		if err := use(row, why); err != nil {
			return err
		}
	}
}

func (a *app) inspectRows(ctx context.Context, f *readingFlags, location string) error {
	file, c, err := a.openFile(ctx, f, location)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := job.Inspect(file, c, nil); err != nil { // it chooses the sheet
		return err
	}
	encoder := json.NewEncoder(a.stdout)
	encoder.SetEscapeHTML(false)
	return eachRow(file, func(row importer.Row, unreadable string) error {
		cells := row.Cells
		if cells == nil {
			cells = []string{}
		}
		return encoder.Encode(struct {
			Row   int      `json:"row"`
			Line  int      `json:"line"`
			Cells []string `json:"cells"`
			Error string   `json:"error,omitempty"`
		}{row.Number, row.Line, cells, unreadable})
	})
}

// printInspection shows an inspection to a person.
func printInspection(w io.Writer, file *sources.File, in *mapping.Inspection) error {
	facts := []string{in.Format}
	for _, fact := range []string{in.Encoding, spokenDelimiter(in.Delimiter), in.Sheet} {
		if fact != "" {
			facts = append(facts, fact)
		}
	}
	header := "no header"
	if in.HeaderRow > 0 {
		header = fmt.Sprintf("header in row %d", in.HeaderRow)
	}
	fmt.Fprintf(w, "%s: %s; %s; %d rows below it\n\n", file.Name, strings.Join(facts, ", "), header, in.Rows)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "COLUMN\tFIELD\tSURE\tSAMPLES")
	for _, c := range in.Columns {
		field, sure := "–", ""
		if c.Field != "" {
			field, sure = c.Field, fmt.Sprintf("%.0f %%", 100*c.Confidence)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", shown(c.Name), field, sure, shown(strings.Join(c.Samples, " | ")))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if len(in.Doubts) > 0 {
		fmt.Fprintln(w, "\nNot sure:")
	}
	for _, doubt := range in.Doubts {
		if _, err := fmt.Fprintf(w, "  - %s\n", printable(doubt)); err != nil {
			return err
		}
	}
	return nil
}

func spokenDelimiter(d string) string {
	switch d {
	case "":
		return ""
	case "\t":
		return "separated by tabs"
	default:
		return "separated by “" + d + "”"
	}
}

// printable makes text from a file safe for a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) {
			return ' '
		}
		return r
	}, s)
}

// shown makes text from a file safe and short.
func shown(s string) string {
	s = printable(s)
	const most = 100
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}
