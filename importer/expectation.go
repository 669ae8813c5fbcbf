package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Expected says what the decisions of an import are to be: a plan that is applied. A decision that comes out
// otherwise is not carried out.
type Expected interface {
	// Next returns what is expected of the row, nil where nothing is. It is called in file order, by one goroutine
	// at a time; what it returns is valid until the next call.
	Next(row int) (*Expectation, error)
	// Close gives back what is held.
	Close() error
}

// An Expectation is what a plan says about one row.
type Expectation struct {
	Row    int
	Result Result
	// ContactID and Version are those of the person whom the row means; zero for nobody.
	ContactID uuid.UUID
	Version   int64
	// Changes is a JSON object as [AppendChanges] writes it.
	Changes []byte
}

// drift says in a sentence what is different about the decision, "" where it is what was expected; contact is whom
// the row means in the directory. A refused row
// changes nothing, so that it does not matter why it is refused.
func (x *Expectation) drift(d *Decision, contact uuid.UUID) string {
	switch {
	case x == nil:
		return "the plan says nothing about this row; plan again"
	case x.Result != d.Result:
		return fmt.Sprintf("when the plan was made this row was to %s, now it would %s; look at the person, and plan again", intents[x.Result], intents[d.Result])
	case d.Result == Failed:
		return ""
	case x.ContactID != contact:
		return "when the plan was made this row meant another person of the directory; look at both, and plan again"
	}
	fields := x.differs(d)
	switch {
	case d.Before != nil && x.Version != d.Before.Version && len(fields) > 0:
		return "since the plan was made somebody changed this person (" + strings.Join(fields, ", ") + "); plan again"
	case d.Before != nil && x.Version != d.Before.Version:
		return "since the plan was made somebody changed this person, though nothing that this row says; plan again"
	case len(fields) > 0:
		return "this row would not change what the plan says (" + strings.Join(fields, ", ") + "); plan again"
	default:
		return ""
	}
}

// intents say what a row is to do, by its result.
var intents = [NumResults]string{"create somebody", "change somebody", "change nothing", "be skipped", "be refused"}

// differs names the fields of which the decision does not change what was expected. The bytes differ too
// where the plan was written anew by another program.
func (x *Expectation) differs(d *Decision) []string {
	now := AppendChanges(nil, d.Changes())
	if bytes.Equal(x.Changes, now) {
		return nil
	}
	var planned, fresh map[string]any
	if json.Unmarshal(x.Changes, &planned) != nil || json.Unmarshal(now, &fresh) != nil {
		return []string{"all of it"}
	}
	maps.DeleteFunc(planned, func(field string, change any) bool {
		same := reflect.DeepEqual(change, fresh[field])
		if same {
			delete(fresh, field)
		}
		return same
	})
	maps.Copy(planned, fresh)
	names := slices.Sorted(maps.Keys(planned))
	for i := range names {
		names[i] = label(names[i])
	}
	return names
}
