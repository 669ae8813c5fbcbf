package importer

// A Source yields the rows of one file, every physical one, from the first.
// It knows no header. It is used by one goroutine.
type Source interface {
	// Read returns the next row in file order. The row is the caller's to keep. It returns io.EOF
	// after the last row, a *RowError for a row that cannot be read (reading may go on), and
	// any other error when the file cannot be read further.
	Read() (Row, error)
	// Progress returns how much of how much has been read, in bytes; total is 0
	// when it is not known.
	Progress() (done, total int64)
	// Close frees what the source holds. It may be called at any time, more than once.
	Close() error
}
