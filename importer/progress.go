package importer

// A Progress is told how far a run has come. Update is called about once a batch, always
// by one goroutine; it must return at once.
type Progress interface {
	Update(s ProgressStatus)
}

// A ProgressStatus is how far a run has come.
type ProgressStatus struct {
	// Done and Total are bytes of the file; Total is 0 where it is not known.
	Done, Total int64
	// Rows is how many rows have been dealt with in this phase, Failed how many of them are refused.
	Rows, Failed int
	// Phase says in one word what is being done: "importing" where rows are written as they are read; after
	// a survey "checking", "writing" and "importing", which then means reporting.
	Phase string
}
