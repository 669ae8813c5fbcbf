package importer

import (
	"encoding/json"
	"maps"
	"time"
)

// A State is where an import stands.
type State string

// The states of an import.
const (
	Running     State = "running"
	Finished    State = "finished"
	Held        State = "held"       // by a limit; may be released
	Stopped     State = "stopped"    // by --atomic, or cancelled
	Superseded  State = "superseded" // held, and a newer full file came
	Interrupted State = "interrupted"
	FailedRun   State = "failed"
	Planned     State = "planned"
	Undone      State = "undone"
)

// MayGoOn reports whether the import has not come to its end: it runs, or may be carried on.
func (s State) MayGoOn() bool { return s == Running || s == Interrupted || s == Held }

// Counts has how many rows ended how. The results add up to the rows read, always.
type Counts [NumResults]int

// Read returns the number of rows read.
func (c Counts) Read() int {
	sum := 0
	for _, n := range c {
		sum += n
	}
	return sum
}

// MarshalJSON writes {"read": …, "created": …, …}.
func (c Counts) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Read      int `json:"read"`
		Created   int `json:"created"`
		Updated   int `json:"updated"`
		Unchanged int `json:"unchanged"`
		Skipped   int `json:"skipped"`
		Failed    int `json:"failed"`
	}{c.Read(), c[Created], c[Updated], c[Unchanged], c[Skipped], c[Failed]})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Counts) UnmarshalJSON(data []byte) error {
	var named struct{ Created, Updated, Unchanged, Skipped, Failed int }
	if err := json.Unmarshal(data, &named); err != nil {
		return err
	}
	*c = Counts{named.Created, named.Updated, named.Unchanged, named.Skipped, named.Failed}
	return nil
}

// A Summary is what a run comes to. Its JSON form is stable.
type Summary struct {
	Import        string         `json:"import"` // UUIDv7; "" for a plan
	Definition    string         `json:"definition"`
	Source        string         `json:"source"`
	SHA256        string         `json:"sha256"`
	Directory     DirectoryName  `json:"directory"`
	Actor         string         `json:"actor"`
	State         State          `json:"state"`
	Rows          Counts         `json:"rows"`
	Deactivated   int            `json:"deactivated"`
	Warnings      int            `json:"warnings"` // rows with at least one
	Problems      map[string]int `json:"problems"` // rows per code
	HeldBack      HeldBack       `json:"held_back"`
	Mails         Mails          `json:"mails"`
	Started       time.Time      `json:"started"`
	Seconds       float64        `json:"seconds"`
	RowsPerSecond float64        `json:"rows_per_second"`
	Reports       []string       `json:"reports"`
	// Plan is the path of the plan that was kept, or carried out; "" where there was none.
	Plan string `json:"plan,omitempty"`

	// Limits has the limits that hold the import back.
	Limits []Breach `json:"limits,omitempty"`
	// Absent says what became of the people who are in no row, nil where nobody asked.
	Absent *Absent `json:"absent,omitempty"`
	// SupersededBy is the import of the newer file, "" where there is none.
	SupersededBy string `json:"superseded_by,omitempty"`

	// Whole tells that the file names everybody whom the definition is about, and was not asked for in part: with it
	// older ones are out of date.
	Whole bool `json:"-"`
	// Examples has, for each problem code, the first row that has it; for people, not for programs.
	Examples map[string]Example `json:"-"`
	// Input says how the file was understood, nil where nobody looked; for people, not for programs.
	Input *InputNote `json:"-"`
	// Again is the last import of the same file that came to its end, nil for none; for people, not for programs.
	Again *Earlier `json:"-"`
	// Undo says what an undo came to, nil for other imports.
	Undo *UndoNote `json:"undo,omitempty"`
	// Pruned is when the results of the import's rows were forgotten, nil where they were not.
	Pruned *time.Time `json:"pruned,omitempty"`
	// Error says why the run failed, "" where it did not.
	Error string `json:"error,omitempty"`
}

// An Earlier import is one of the same file.
type Earlier struct {
	Import  string
	Started time.Time
}

// An InputNote says how a file was understood, as far as it is worth telling. What does
// not apply is empty.
type InputNote struct {
	Format    string   // csv, xlsx
	Encoding  string   // of a CSV file: "utf-8", "windows-1252"
	Delimiter string   // of a CSV file, as it stands in it: ";"
	Sheet     string   // of a workbook
	HeaderRow int      // the number of the header's row; 0 where the file has none
	Unmapped  []string // the columns from which nothing is taken
	Doubts    []string // what is not certain about the above, a sentence each
}

// DirectoryName says which directory was written to.
type DirectoryName struct {
	DB  string `json:"db"`  // absolute, without a password
	New bool   `json:"new"` // made by this run
}

// HeldBack counts what was not written, to protect what is there.
type HeldBack struct {
	Passwords int `json:"passwords"`
	Edits     int `json:"edits"`
}

// Mails says what mail the import led to.
type Mails struct {
	Queued int `json:"queued"` // those that are held included
	// Held tells that they wait until somebody releases them; for people, not for programs.
	Held   bool `json:"-"`
	Server bool `json:"server"` // a mail server is set
}

// An Example is one row that has a problem.
type Example struct {
	Row     int
	Problem Problem
}

// Count adds one row's outcome.
func (s *Summary) Count(d *Decision) {
	s.Rows[d.Result]++
	if d.PasswordKept && d.Result != Failed {
		s.HeldBack.Passwords++
	}
	if d.Writes() {
		s.Mails.Queued += len(d.Mails)
		s.Mails.Held = s.Mails.Held || len(d.Mails) > 0 && d.Mails[0].Held
	}
	if d.Result != Failed {
		s.HeldBack.Edits += d.EditsKept
	}
	if len(d.Problems) == 0 {
		return
	}
	warned := false
	codes := make(map[string]bool, len(d.Problems))
	for _, p := range d.Problems {
		warned = warned || p.Severity == Warning
		if codes[p.Code] {
			continue
		}
		codes[p.Code] = true
		if _, seen := s.Examples[p.Code]; !seen {
			s.Examples[p.Code] = Example{Row: d.Row, Problem: p}
		}
	}
	if warned {
		s.Warnings++
	}
	for code := range maps.Keys(codes) {
		s.Problems[code]++
	}
}
