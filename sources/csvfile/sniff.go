package csvfile

import (
	"bytes"
	"errors"
	"strings"

	"muster/importer"
)

const (
	// sniffSize is how much of a text is looked at to find its dialect, in bytes.
	sniffSize = 64 << 10

	// leastShare is the share of records that must agree on a number of cells for their delimiter
	// to be one.
	leastShare = 0.25
	// colonShare is that share for the colon, which times, addresses and sentences are full of.
	colonShare = 0.95
	// latePenalty is what each record before the first that agrees costs: a header agrees with its data.
	latePenalty = 0.03
	// tie is a difference of scores that says nothing.
	tie = 0.02
)

// Sniff finds the dialect of the text of which sample is the beginning, or, where whole is true, all. It
// reads the sample in each dialect that its characters allow, and takes the one in which records agree
// best on their number of cells. Where no delimiter separates anything it answers with a comma. A
// delimiter that is given (not 0) is taken for granted, as is one that the first line announces.
func Sniff(sample []byte, whole bool, delimiter byte) Dialect {
	sample = withoutMarks(sample)
	candidates := delimiters
	if d, ok := announced(firstLine(sample)); ok {
		candidates = string(rune(d))
	}
	if delimiter != 0 {
		candidates = string(rune(delimiter))
	}
	var best fit
	for i := range len(candidates) {
		if bytes.IndexByte(sample, candidates[i]) < 0 && len(candidates) > 1 {
			continue
		}
		if f := fitOf(sample, whole, candidates[i]); len(candidates) == 1 || f.plausible() && f.beats(best) {
			best = f
		}
	}
	if best.dialect.Delimiter == 0 {
		best = fitOf(sample, whole, undivided(sample, whole))
	}
	best.dialect.Columns = best.width
	return best.dialect
}

// undivided returns the delimiter for a text that none separates: a comma, unless commas are part
// of its one column; then one that it does not have.
func undivided(sample []byte, whole bool) byte {
	if !fitOf(sample, whole, ',').prose() {
		return ','
	}
	for i := range len(delimiters) {
		if bytes.IndexByte(sample, delimiters[i]) < 0 {
			return delimiters[i]
		}
	}
	return ','
}

func firstLine(sample []byte) []byte {
	if i := bytes.IndexAny(sample, "\r\n"); i >= 0 {
		return sample[:i]
	}
	return sample
}

// A fit is how well a dialect fits a sample.
type fit struct {
	dialect  Dialect
	rows     int // records that are not blank
	width    int // cells that the most records of more than one cell have
	agree    int // records that have so many
	late     int // records before the first that has
	faults   int // records with broken quotes
	enclosed int // cells in quotes
	apart    int // records that look like a time or an address cut apart
	spaced   int // records in which a space follows each delimiter
}

// score is at the most 1; records that agree raise it, quotes that don't match lower it.
func (f fit) score() float64 {
	if f.rows == 0 {
		return 0
	}
	return f.share() - latePenalty*float64(min(f.late, 5)) - min(0.5, 2*float64(f.faults)/float64(f.rows))
}

func (f fit) share() float64 { return float64(f.agree) / float64(max(f.rows, 1)) }

// plausible reports whether the delimiter separates anything at all.
func (f fit) plausible() bool {
	if f.dialect.Delimiter == ':' {
		return f.share() >= colonShare && f.apart*2 < f.agree
	}
	return f.share() >= leastShare && !f.prose()
}

// prose reports whether the delimiter is punctuation, as in "Singh, Anita" below the header "name": a
// space follows wherever it stands, and the header does without.
func (f fit) prose() bool {
	return f.late > 0 && f.width == 2 && f.spaced == f.agree && f.agree+f.late == f.rows
}

// beats reports whether f fits better than the best so far, whose delimiter is the likelier one.
// Where both fit, the likelier is right unless it leaves most of the delimiters inside the cells.
func (f fit) beats(best fit) bool {
	switch gain := f.score() - best.score(); {
	case best.dialect.Delimiter == 0 || gain > tie:
		return true
	case gain < -tie || f.dialect.Delimiter == ':':
		return false
	default:
		return f.width > 2*best.width
	}
}

// fitOf returns the best fit with the delimiter, over the ways of quoting that the sample may have.
func fitOf(sample []byte, whole bool, delimiter byte) fit {
	best := measure(sample, whole, Dialect{Delimiter: delimiter, Quote: '"'})
	if bytes.Contains(sample, []byte{'\\', '"'}) {
		escaped := best.dialect
		escaped.Escape = '\\'
		if f := measure(sample, whole, escaped); f.faults < best.faults || f.faults == best.faults && f.score() > best.score()+tie {
			best = f
		}
	}
	if bytes.Contains(sample, []byte{delimiter, ' ', '"'}) {
		spaced := best.dialect
		spaced.Spaced = true
		if f := measure(sample, whole, spaced); f.enclosed > best.enclosed && f.faults <= best.faults {
			best = f
		}
	}
	if f, ok := singleQuoted(sample, whole, delimiter); ok && f.better(best) {
		best = f
	}
	return best
}

// singleQuoted returns the fit with apostrophes as quotes, where any cell may begin with one.
func singleQuoted(sample []byte, whole bool, delimiter byte) (f fit, ok bool) {
	if !bytes.Contains(sample, []byte{'\'', delimiter}) && !bytes.Contains(sample, []byte{delimiter, '\''}) {
		return fit{}, false
	}
	d := Dialect{Delimiter: delimiter, Quote: '\''}
	if bytes.Contains(sample, []byte{'\\', '\''}) {
		d.Escape = '\\'
	}
	return measure(sample, whole, d), true
}

// better reports whether apostrophes are the quotes (f), rather than part of names
// (best): they enclose cells in half of the records, or without them records don't agree.
func (f fit) better(best fit) bool {
	if f.faults > 0 || best.enclosed > 0 || f.score() < best.score() {
		return false
	}
	return 2*f.enclosed >= f.rows || f.score() > best.score()+tie
}

// measure reads the sample in a dialect.
func measure(sample []byte, whole bool, d Dialect) fit {
	f := fit{dialect: d}
	r, err := New(bytes.NewReader(sample), Options{Dialect: d, MaxCell: sniffSize})
	if err != nil {
		return f
	}
	var widths []int
	for {
		row, err := r.Read()
		if r.over != nil {
			break
		}
		cut := len(r.in.data()) == 0 || r.open && 2*len(r.in.data()) < len(sample)
		if !whole && cut && len(widths) > 0 {
			break // the sample ends within this record
		}
		var broken *importer.RowError
		if errors.As(err, &broken) {
			row = broken.Row
		}
		cells := row.Cells
		if len(cells) == 0 || len(cells) == 1 && strings.TrimSpace(cells[0]) == "" {
			continue
		}
		widths = append(widths, len(cells))
		f.faults, f.enclosed = r.faults, r.enclosed
		if d.Delimiter == ':' && cutApart(cells) {
			f.apart++
		}
		if len(cells) > 1 && followedBySpaces(cells[1:]) {
			f.spaced++
		}
	}
	f.count(widths)
	return f
}

// count fills in the fit from the number of cells of each record.
func (f *fit) count(widths []int) {
	f.rows = len(widths)
	f.width = 1
	times := map[int]int{}
	for _, w := range widths {
		times[w]++
		if w > 1 && (times[w] > f.agree || times[w] == f.agree && w > f.width) {
			f.agree, f.width = times[w], w
		}
	}
	for f.late < len(widths) && widths[f.late] != f.width {
		f.late++
	}
}

// followedBySpaces reports whether each of the cells begins with a space.
func followedBySpaces(cells []string) bool {
	for _, c := range cells {
		if !strings.HasPrefix(c, " ") {
			return false
		}
	}
	return true
}

// cutApart reports whether a colon within a time, a URL or a hardware address has made the cells.
func cutApart(cells []string) bool {
	for i := 1; i < len(cells); i++ {
		before, after := cells[i-1], cells[i]
		if strings.HasPrefix(after, "//") || len(after) >= 2 && isDigit(after[0]) && before != "" && isDigit(before[len(before)-1]) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
