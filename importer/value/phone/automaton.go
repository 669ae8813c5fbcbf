package phone

import (
	"encoding/binary"
	"fmt"
	"regexp/syntax"
	"slices"
)

// An automaton matches a string of digits against several regular expressions at once, looking at each digit once
// and allocating nothing. The metadata's patterns are about digits only, so that each becomes some
// hundred states.
type automaton struct {
	next   [][10]uint16 // the state after each digit; state 0 is the one with no way out
	accept []uint16     // the set of patterns that match up to here, a bit each
	ending []uint16     // those that match if here is the end of the digits: accept, and patterns with a $
}

// start is the first state.
const start = 1

// maxStates bounds what compile builds, and with it the memory; the largest plan has a tenth of it.
const maxStates = 1 << 14

// match returns the set of patterns that match all of the digits.
func (a *automaton) match(digits []byte) uint16 {
	state := uint16(start)
	for _, d := range digits {
		state = a.next[state][d-'0']
	}
	return a.ending[state]
}

// begins reports whether any pattern matches a beginning of the digits, be it empty.
func (a *automaton) begins(digits []byte) bool {
	state := uint16(start)
	for _, d := range digits {
		if a.accept[state] != 0 {
			return true
		}
		state = a.next[state][d-'0']
	}
	return a.ending[state] != 0
}

// compile builds the automaton of at most 16 patterns by the subset construction. It fails where a
// pattern asks for more than digits in a row (\b) or has too many states.
func compile(patterns ...string) (*automaton, error) {
	programs := make([]*syntax.Prog, len(patterns))
	for i, p := range patterns {
		tree, err := syntax.Parse(p, syntax.Perl)
		if err != nil {
			return nil, fmt.Errorf("compile pattern %d: %w", i, err)
		}
		if programs[i], err = syntax.Compile(tree.Simplify()); err != nil {
			return nil, fmt.Errorf("compile pattern %d: %w", i, err)
		}
	}
	b := builder{programs: programs, states: make(map[string]uint16)}
	b.state(nil) // the dead state is state 0
	var first []position
	for i, p := range programs {
		first = b.follow(first, position{i, uint32(p.Start), false})
	}
	b.state(first)
	for n := start; n < len(b.sets) && b.err == nil; n++ {
		for digit := range b.a.next[n] {
			to := b.step(b.sets[n], rune('0'+digit))
			b.a.next[n][digit] = b.state(to)
		}
	}
	return &b.a, b.err
}

// A position is an instruction of one of the programs; with last, it holds only where the digits end.
type position struct {
	program int
	at      uint32
	last    bool
}

// builder makes a deterministic automaton of several programs that run side by side.
type builder struct {
	programs []*syntax.Prog
	states   map[string]uint16 // by their positions
	sets     [][]position      // by state
	a        automaton
	err      error
}

// state returns the number of the state with these positions, a new one where there is none yet.
func (b *builder) state(set []position) uint16 {
	slices.SortFunc(set, func(x, y position) int {
		switch {
		case x.program != y.program:
			return x.program - y.program
		case x.at != y.at:
			return int(x.at) - int(y.at)
		case x.last == y.last:
			return 0
		case y.last:
			return -1
		default:
			return 1
		}
	})
	key := keyOf(set)
	if n, found := b.states[key]; found {
		return n
	}
	n := len(b.sets)
	if n >= maxStates {
		b.err = fmt.Errorf("more than %d states", maxStates)
		return 0
	}
	b.states[key] = uint16(n)
	b.sets = append(b.sets, set)
	b.a.next = append(b.a.next, [10]uint16{})
	accept, ending := b.accepted(set)
	b.a.accept, b.a.ending = append(b.a.accept, accept), append(b.a.ending, ending)
	return uint16(n)
}

// keyOf writes positions as bytes, so that a map can find them.
func keyOf(set []position) string {
	key := make([]byte, 0, 8*len(set))
	for _, p := range set {
		last := byte(0)
		if p.last {
			last = 1
		}
		key = binary.LittleEndian.AppendUint32(append(key, byte(p.program), last), p.at)
	}
	return string(key)
}

// accepted returns the patterns that match at these positions, and those that match if the digits end here.
func (b *builder) accepted(set []position) (accept, ending uint16) {
	for _, p := range set {
		if b.programs[p.program].Inst[p.at].Op != syntax.InstMatch {
			continue
		}
		ending |= 1 << p.program
		if !p.last {
			accept |= 1 << p.program
		}
	}
	return accept, ending
}

// step returns where a digit leads from a set of positions.
func (b *builder) step(set []position, digit rune) (to []position) {
	for _, p := range set {
		inst := &b.programs[p.program].Inst[p.at]
		if inst.Op != syntax.InstMatch && !p.last && inst.MatchRune(digit) {
			to = b.follow(to, position{p.program, inst.Out, false})
		}
	}
	return to
}

// follow adds a position and all that can be reached from it without a digit.
func (b *builder) follow(set []position, p position) []position {
	inst := &b.programs[p.program].Inst[p.at]
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		return b.follow(b.follow(set, position{p.program, inst.Out, p.last}), position{p.program, inst.Arg, p.last})
	case syntax.InstCapture, syntax.InstNop:
		return b.follow(set, position{p.program, inst.Out, p.last})
	case syntax.InstEmptyWidth:
		if syntax.EmptyOp(inst.Arg) == syntax.EmptyEndText {
			return b.follow(set, position{p.program, inst.Out, true})
		}
		b.err = fmt.Errorf("pattern %d looks at more than digits", p.program)
		return set
	case syntax.InstFail:
		return set
	default:
		if slices.Contains(set, p) {
			return set
		}
		return append(set, p)
	}
}
