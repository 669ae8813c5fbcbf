package importer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A verb is something that rows do to people and that Rules.Limits can bound.
type verb uint8

const (
	verbCreate verb = iota
	verbUpdate
	verbRename
	verbDeactivate
	verbGrant
	verbFailed
	numVerbs
)

var verbNames = [numVerbs]string{"create", "update", "rename", "deactivate", "grant", "failed"}

// defaultDeactivate bounds deactivations where a definition says nothing about them.
const defaultDeactivate = "5%"

// of returns the bound of a verb as the definition has it, "" for none.
func (l *Limits) of(v verb) string {
	switch v {
	case verbCreate:
		return l.Create
	case verbUpdate:
		return l.Update
	case verbRename:
		return l.Rename
	case verbGrant:
		return l.Grant
	case verbFailed:
		return l.Failed
	default:
		if l.Deactivate == "" {
			return defaultDeactivate
		}
		return l.Deactivate
	}
}

// A limit is a bound that has been read: a count, or a percentage.
type limit struct {
	most    float64
	percent bool
}

// limitOf reads "40" or "5%". What is neither was refused with the definition and bounds nothing.
func limitOf(bound string) (l limit, ok bool) {
	number, percent := strings.CutSuffix(bound, "%")
	most, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	return limit{most: most, percent: percent}, err == nil && most >= 0
}

// fewest is from how many people up percentages count: of three people, one is a third.
const fewest = 20

// exceeded reports whether count people of so many are too many.
func (l limit) exceeded(count, of int) bool {
	if !l.percent {
		return float64(count) > l.most
	}
	return of >= fewest && float64(count)*100 > l.most*float64(of)
}

// A Breach is a limit that an import exceeds.
type Breach struct {
	// Limit is the key under rules.limits: create, update, rename, deactivate, grant, failed.
	Limit string `json:"limit"`
	Bound string `json:"bound"` // as the definition has it: "5%", "40"
	// Count is how many people or rows would be affected, Of out of how many: the rows read, and for deactivate the active
	// people of the definition.
	Count int `json:"count"`
	Of    int `json:"of"`
	// Sample names the first of them.
	Sample []string `json:"sample"`
}

// sampled is how many people a breach names.
const sampled = 5

// A tally counts what rows would do, for the limits.
type tally struct {
	read    int
	counts  [numVerbs]int
	samples [numVerbs][]string
}

// add counts a decision about a row.
func (t *tally) add(d *Decision) {
	t.read++
	for v := range numVerbs {
		if does(d, v) {
			t.count(v, rowName(d))
		}
	}
}

// count counts one more, named so.
func (t *tally) count(v verb, name string) {
	t.counts[v]++
	if len(t.samples[v]) < sampled {
		t.samples[v] = append(t.samples[v], name)
	}
}

// does reports whether a decision does the verb.
func does(d *Decision, v verb) bool {
	switch v {
	case verbCreate:
		return d.Result == Created
	case verbUpdate:
		return d.Result == Updated
	case verbRename:
		return d.Writes() && renames(d.Before, d.After)
	case verbDeactivate:
		return d.Writes() && d.Event == eventDeactivated
	case verbGrant:
		return d.Writes() && givesMore(d.Before, d.After)
	default:
		return d.Result == Failed
	}
}

// renames reports whether somebody gets another email or username than the one that they have.
func renames(before, after *Person) bool {
	if before == nil {
		return false
	}
	for _, f := range [...]Field{Email, Username} {
		if had := Key(f, before.Values[f]); had != "" && had != Key(f, after.Values[f]) {
			return true
		}
	}
	return false
}

// givesMore reports whether somebody gets a membership or grant that they did not have, or another role in it. What the catalog gives to everybody
// who is new says nothing about the file.
func givesMore(before, after *Person) bool {
	for _, g := range after.Grants {
		same := func(had Grant) bool { return had.Is(g) && had.Role == g.Role }
		if g.By != defaultsGave && (before == nil || !slices.ContainsFunc(before.Grants, same)) {
			return true
		}
	}
	return false
}

// rowName says which row this is, and about whom.
func rowName(d *Decision) string {
	who := d.Before
	if who == nil {
		who = d.After
	}
	if who == nil || called(who) == unnamed {
		return fmt.Sprintf("row %d", d.Row)
	}
	return fmt.Sprintf("row %d: %s", d.Row, called(who))
}

// breaches returns the limits that the tally exceeds, in their order; active is of how many people deactivations
// are a share. What somebody has released is allowed once more: not a person more than they were shown.
func (t *tally) breaches(limits *Limits, active int, released []Breach) []Breach {
	var list []Breach
	for v := range numVerbs {
		bound := limits.of(v)
		l, ok := limitOf(bound)
		of := t.read
		if v == verbDeactivate {
			of = active
		}
		if !ok || !l.exceeded(t.counts[v], of) || allowed(released, v, t.counts[v]) {
			continue
		}
		list = append(list, Breach{
			Limit: verbNames[v], Bound: bound, Count: t.counts[v], Of: of, Sample: t.samples[v],
		})
	}
	return list
}

// allowed reports whether so many were released.
func allowed(released []Breach, v verb, count int) bool {
	for _, b := range released {
		if b.Limit == verbNames[v] {
			return count <= b.Count
		}
	}
	return false
}
