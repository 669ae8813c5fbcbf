package sources

import "io"

// Config is the source section of a definition: where the file is and how it is read. The zero
// value reads any file as its content says.
type Config struct {
	// Location is the file: a path, a glob, "-" for standard input, or sftp://user@host:port/path.
	// No default; the command line may name files instead.
	Location string `yaml:"location,omitempty" json:"location,omitempty"`
	// Content says who is in the file: full (everybody, so that who is absent has left) or changes.
	// Defaults to changes.
	Content string `yaml:"content,omitempty" json:"content,omitempty" jsonschema:"enum=full,enum=changes"`
	// Files says what several files of a glob are: each (complete in itself) or together. Defaults to each.
	Files string `yaml:"files,omitempty" json:"files,omitempty" jsonschema:"enum=each,enum=together"`
	// StopOnFailure leaves the remaining files of a glob alone once one could not be
	// imported. Defaults to false.
	StopOnFailure bool `yaml:"stop_on_failure,omitempty" json:"stop_on_failure,omitempty"`
	// Format is auto, csv or xlsx. Defaults to auto.
	Format string `yaml:"format,omitempty" json:"format,omitempty" jsonschema:"enum=auto,enum=csv,enum=xlsx"`
	// Header is where the names of the columns are: auto, none, or the number of their row, from 1.
	// Defaults to auto.
	Header string `yaml:"header,omitempty" json:"header,omitempty" jsonschema:"oneof_type=string;integer"`
	// CSV says how delimited text is read.
	CSV CSVConfig `yaml:"csv,omitempty" json:"csv,omitzero"`
	// XLSX says how a workbook is read.
	XLSX XLSXConfig `yaml:"xlsx,omitempty" json:"xlsx,omitzero"`
	// SFTP says how files are fetched from an SFTP server, and what becomes of them there.
	SFTP *SFTPConfig `yaml:"sftp,omitempty" json:"sftp,omitempty"`
	// Decrypt has the keys for files that are encrypted with PGP or age.
	Decrypt *DecryptConfig `yaml:"decrypt,omitempty" json:"decrypt,omitempty"`

	// Guess takes the likeliest reading where it is not certain, and adds a doubt, instead of failing
	// with ErrNotUnderstood. Defaults to false. It is no key of a definition.
	Guess bool `yaml:"-" json:"-"`
	// Stdin is what "-" reads. Defaults to the standard input of the process. It is no key of a definition.
	Stdin io.Reader `yaml:"-" json:"-"`
}

// CSVConfig says how delimited text is read.
type CSVConfig struct {
	// Delimiter separates the cells: auto, one character of ASCII, or a word: comma, semicolon, tab,
	// pipe, colon. Defaults to auto.
	Delimiter string `yaml:"delimiter,omitempty" json:"delimiter,omitempty"`
	// Encoding is the character encoding, by a name that the IANA or the WHATWG knows
	// (utf-8, utf-16le, windows-1252, shift_jis …), or auto. Defaults to auto.
	Encoding string `yaml:"encoding,omitempty" json:"encoding,omitempty"`
}

// XLSXConfig says how a workbook is read.
type XLSXConfig struct {
	// Sheet is the worksheet, by its name or its number from 1. Defaults to the first visible sheet
	// with content.
	Sheet string `yaml:"sheet,omitempty" json:"sheet,omitempty" jsonschema:"oneof_type=string;integer"`
}

// SFTPConfig says how files are fetched from an SFTP server, and what a pickup does with them. What it says about the latter
// holds for a folder of this machine as well. Folders are relative to that of the files.
type SFTPConfig struct {
	// KeyFile is the path of the private key; "${NAME}" takes it from the environment. Defaults to
	// what the SSH agent offers.
	KeyFile string `yaml:"key_file,omitempty" json:"key_file,omitempty"`
	// KnownHosts is the path of the file with the keys of known servers. Defaults to ~/.ssh/known_hosts.
	KnownHosts string `yaml:"known_hosts,omitempty" json:"known_hosts,omitempty"`
	// HostKey is the fingerprint of the server's key, as in SHA256:…; the file with known servers is then not
	// needed. Defaults to none.
	HostKey string `yaml:"host_key,omitempty" json:"host_key,omitempty"`
	// Jump is the host through which the server is reached, user@host:port, with the same key or password. Defaults to
	// none.
	Jump string `yaml:"jump,omitempty" json:"jump,omitempty"`
	// JumpHostKey is the fingerprint of that host's key. Defaults to none: it has to be a known host.
	JumpHostKey string `yaml:"jump_host_key,omitempty" json:"jump_host_key,omitempty"`
	// Archive is the folder for files that a pickup has imported. Defaults to done.
	Archive string `yaml:"archive,omitempty" json:"archive,omitempty"`
	// Failed is the folder for files that a pickup could not import. Defaults to failed.
	Failed string `yaml:"failed,omitempty" json:"failed,omitempty"`
	// Held is the folder for files whose import a limit held back. Defaults to held.
	Held string `yaml:"held,omitempty" json:"held,omitempty"`
	// Ready says when a file is complete: stable (its size and time no longer change), marker (people.csv.done is beside
	// people.csv) or checksum (people.csv.sha256 or people.csv.md5 is, and matches). Defaults to stable.
	Ready string `yaml:"ready,omitempty" json:"ready,omitempty" jsonschema:"enum=stable,enum=marker,enum=checksum"`
	// StableFor is how long size and time of a file must not have changed, such as 30s. Defaults to 5s.
	StableFor string `yaml:"stable_for,omitempty" json:"stable_for,omitempty"`
	// Results puts the report beside the archived file. Defaults to false.
	Results bool `yaml:"results,omitempty" json:"results,omitempty"`
}

// DecryptConfig has the keys for encrypted files. Nothing of a file is used before all of it was decrypted and found whole.
type DecryptConfig struct {
	// PGPKeyFile is the path of the private PGP key, binary or armored. Defaults to none.
	PGPKeyFile string `yaml:"pgp_key_file,omitempty" json:"pgp_key_file,omitempty"`
	// Passphrase opens the PGP key, where it is protected; write it as "${NAME}", which takes it from the environment.
	Passphrase string `yaml:"passphrase,omitempty" json:"passphrase,omitempty"`
	// PGPVerifyKeyFile is the path of the public PGP key of the sender; a file that it did not sign is refused. Defaults to
	// none: signatures are not looked at.
	PGPVerifyKeyFile string `yaml:"pgp_verify_key_file,omitempty" json:"pgp_verify_key_file,omitempty"`
	// AgeIdentityFile is the path of a file with age identities (age-keygen makes one). Defaults to none.
	AgeIdentityFile string `yaml:"age_identity_file,omitempty" json:"age_identity_file,omitempty"`
}

// The words of Config that other packages act on.
const (
	Auto          = "auto"
	FormatCSV     = "csv"
	FormatXLSX    = "xlsx"
	ContentFull   = "full"
	FilesEach     = "each"
	FilesTogether = "together"
	HeaderNone    = "none"
	Stable        = "stable"
	Marker        = "marker"
	Checksum      = "checksum"
	StandardName  = "-" // the location that is standard input
)

// isAuto reports whether a setting leaves the decision to the file.
func isAuto(setting string) bool { return setting == "" || setting == Auto }
