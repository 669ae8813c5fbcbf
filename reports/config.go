package reports

// Config is the report section of a definition.
type Config struct {
	// Files lists the reports wanted by format: csv, xlsx, jsonl, html. Each is placed beside
	// the input (see DefaultPath). Defaults to csv.
	Files []string `yaml:"files,omitempty" json:"files,omitempty" jsonschema:"enum=csv,enum=xlsx,enum=jsonl,enum=html"`
	// Columns says which of the file's own columns are repeated: all (the default), mapped (those
	// of which something is made), key (those of external_id, email and username: for reports that leave
	// the machine).
	Columns string `yaml:"columns,omitempty" json:"columns,omitempty" jsonschema:"enum=all,enum=mapped,enum=key"`
}

// The words of Config.Columns.
const (
	ColumnsAll    = "all"
	ColumnsMapped = "mapped"
	ColumnsKey    = "key"
)
