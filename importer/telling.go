package importer

// A Telling is what the people who look after an import are told about one run: by mail, or by a web address. It holds no
// cell that could be secret.
type Telling struct {
	Definition string `json:"definition"`
	// Events says why they are told, in the words of the definition: failed, held, rows_failed, new_problems, success,
	// finished, no_file.
	Events []string `json:"events"`
	// Summary is what the run came to; nil where there was none.
	Summary *Summary `json:"summary"`
	// Problems are the ones that most rows have, new ones first.
	Problems []ProblemNews `json:"problems"`
	// Solved is how many problems of the run before are gone.
	Solved int `json:"solved"`
	// Error says why there was no run, or why it failed, in a sentence; "" where it did not.
	Error string `json:"error,omitempty"`
}

// ProblemNews is one kind of problem of a run, beside the run before.
type ProblemNews struct {
	Code string `json:"code"`
	// Message is that of the first row that has it.
	Message string `json:"message"`
	Row     int    `json:"row"`  // the first one
	Rows    int    `json:"rows"` // how many rows have it
	New     int    `json:"new"`  // how many of them had it not in the run before
}
