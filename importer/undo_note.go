package importer

// An UndoNote is what a summary says about an undo beyond its rows.
type UndoNote struct {
	Undoes      string `json:"undoes"`      // the import that is taken back
	Restored    int    `json:"restored"`    // people who got back what they had
	Removed     int    `json:"removed"`     // people and users whom the import had made
	Deactivated int    `json:"deactivated"` // people whom the import had made and who could not be removed
	Kept        int    `json:"kept"`        // values that somebody changed since, and that stay
	Mails       struct {
		Withdrawn int `json:"withdrawn"` // not sent yet, and never to be
		Sent      int `json:"sent"`      // cannot be called back
	} `json:"mails"`
	// SentTo lists the first of the mails that were sent; muster outbox lists all.
	SentTo []SentMail `json:"sent_to,omitempty"`
	// Nothing says why there was nothing to undo, "" where there was; for people.
	Nothing string `json:"nothing,omitempty"`
}

// A SentMail is a mail that is on its way or has arrived.
type SentMail struct {
	To       string `json:"to"`
	Template string `json:"template"`
}

// MaxSentListed is how many of the mails that were sent a summary lists.
const MaxSentListed = 100

// count adds one row's outcome.
func (n *UndoNote) count(d *Decision) {
	deactivated := false
	for i := range d.Problems {
		switch d.Problems[i].Code {
		case codeKept:
			n.Kept++
		case codeDeactivated:
			deactivated = true
		}
	}
	switch {
	case d.Result == Failed:
	case deactivated:
		n.Deactivated++
	case d.Result == Updated && d.Removes != RemovesNothing:
		n.Removed++
	case d.Result == Updated:
		n.Restored++
	}
}

func (n *UndoNote) noteMails(scope *Scope) {
	n.Mails.Withdrawn, n.Mails.Sent, n.SentTo = scope.Withdrawn, scope.Sent, scope.SentTo
}
