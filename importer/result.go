package importer

import (
	"github.com/google/uuid"
)

// A Result is the one outcome of a row read.
type Result uint8

// The results. Created + Updated + Unchanged + Skipped + Failed = rows read, always.
const (
	Created Result = iota
	Updated
	Unchanged
	Skipped
	Failed
	NumResults
)

var resultNames = [NumResults]string{"created", "updated", "unchanged", "skipped", "failed"}

// String returns the word that reports use.
func (r Result) String() string { return resultNames[r] }

// A Removal says what of a person goes.
type Removal uint8

// What can go: nothing, the user with all that it holds, or the contact too.
const (
	RemovesNothing Removal = iota
	RemovesUser
	RemovesPerson
)

// ResultNamed returns the result of that exact name.
func ResultNamed(name string) (Result, bool) {
	for r, n := range resultNames {
		if n == name {
			return Result(r), true
		}
	}
	return NumResults, false
}

// A Decision is what becomes of one row. Decide makes it from the entry, the directory as it
// was before the import, and what earlier rows claimed.
type Decision struct {
	Row      int // the row's number
	Line     int
	Result   Result
	Problems []Problem
	// Before is the person as matched, nil where the row makes a new one or nobody was matched.
	Before *Person
	// After is the person as it is to be. For a refused row it is what could be read of
	// it, and is not written; it can be nil.
	After *Person
	// Removes tells that the person goes, or their user. After is then what they become where the directory cannot let go of
	// them, because something refers to them.
	Removes Removal
	// SignInBack puts back how the user signed in before an import that is undone; nil leaves it as it is.
	SignInBack *SignInBack
	// Event names the change in the audit: user.created, user.updated, …; "" where nothing changes.
	Event string
	// Credential is what the user signs in with from now on, nil for nothing new.
	Credential *Credential
	// Invitation is the link that the user gets, nil for none.
	Invitation *Invitation
	// Mails are to be sent about the change, in this order.
	Mails []Mail
	// Cloned is what a new user gets from a template user.
	Cloned []Grant
	// PasswordKept tells that the row has a password and the user keeps the one that is there.
	PasswordKept bool
	// Joins tells that the definition's feed has to remember the person: it has not brought them before, or
	// they are back.
	Joins bool
	// EditsKept is how many fields stay as somebody made them by hand, although the row says otherwise.
	EditsKept int
	// Cells are the row's cells, for the report and the refused-rows file.
	Cells []string

	open    bool          // who is to be cloned may be a row of the file
	changes []FieldChange // see Changes
}

// Writes reports whether the decision changes the directory.
func (d *Decision) Writes() bool { return d.Result == Created || d.Result == Updated }

// Left returns what is left of the person when the decision is carried out, nil for nobody.
func (d *Decision) Left() *Person {
	switch {
	case d.After == nil || d.Removes == RemovesPerson:
		return nil
	case d.Removes == RemovesUser:
		p := d.After.Clone()
		loseUser(p)
		return p
	default:
		return d.After
	}
}

// Changes returns what differs between Before and what is left, for reports and audit. It is worked out once: whoever
// changes Before or After later calls Forget.
func (d *Decision) Changes() []FieldChange {
	if d.changes == nil && d.Before != d.After {
		d.changes = Diff(d.Before, d.Left())
		if d.Credential != nil && d.Credential.Kind == IdentityPassword && d.Before != nil && d.Before.HasUser() {
			d.changes = append(d.changes, FieldChange{Field: Password.String(), From: HiddenCell, To: HiddenCell})
		}
	}
	return d.changes
}

// Forget makes Changes work out anew what differs.
func (d *Decision) Forget() { d.changes = nil }

// IDs returns the ids of the person that the row ended as; zero where there is none.
func (d *Decision) IDs() (contact, user uuid.UUID) {
	switch {
	case d.Result == Created || d.Result == Updated:
		return d.After.ContactID, d.After.UserID
	case d.Before != nil:
		return d.Before.ContactID, d.Before.UserID
	default:
		return uuid.Nil, uuid.Nil
	}
}
