package plan

import "time"

// Format is the number of the format that this package writes, and the newest that it reads.
const Format = 1

// fromFile says where the secrets are.
const fromFile = "read from the file again"

// A Header is the first line of a plan: what was planned, with what and by whom. What is applied must have the
// same hashes.
type Header struct {
	// Format is the number of the plan's format; it comes first, so that every version can tell.
	Format  int       `json:"muster_plan"`
	Created time.Time `json:"created"`
	Actor   string    `json:"actor"`
	File    Input     `json:"file"`
	// Definition is nil where the header of the file decided.
	Definition *Input `json:"definition,omitempty"`
	// Catalog is the directory's with the one of the file over it, if there was a file.
	Catalog Input `json:"catalog"`
	// Directory is what the plan was made for, for people: a plan may be applied to another one, where
	// every row that is not the same there is refused.
	Directory string `json:"directory"`
	// Options are what the command line said.
	Options Options `json:"options"`
	// Secrets says where passwords come from when the plan is applied: they are not in it.
	Secrets string `json:"secrets"`
}

// An Input is something that the decisions depend on.
type Input struct {
	Name string `json:"name,omitempty"`
	// Location is where it was: an absolute path, an address, "-" for standard input; "" for what is
	// in no file.
	Location string `json:"location,omitempty"`
	SHA256   string `json:"sha256"` // in hex
}

// Options are the settings of the command line on which the decisions depend, as the flags say them; "" where nothing
// was said.
type Options struct {
	Rows         string `json:"rows,omitempty"`
	Organization string `json:"org,omitempty"`
	Existing     string `json:"existing,omitempty"`
	Match        string `json:"match,omitempty"`
	CreateGroups bool   `json:"create_groups,omitempty"`
	Atomic       bool   `json:"atomic,omitempty"`
	Format       string `json:"format,omitempty"`
	Encoding     string `json:"encoding,omitempty"`
	Delimiter    string `json:"delimiter,omitempty"`
	Sheet        string `json:"sheet,omitempty"`
	Header       string `json:"header,omitempty"`
}
