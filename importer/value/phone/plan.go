package phone

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// A plan is a region's numbering plan in a form that is quick to ask. It answers
// exactly what the library's metadata answers; the names are the library's.
type plan struct {
	region      string
	callingCode string
	main        string // the region that stands for all that share the calling code

	numbers  *automaton // general description (bit 0) and number types (bits from 1)
	lengths  []lengths  // of the patterns of numbers
	leading  *automaton // leadingDigits; nil where there are none
	dialOut  *automaton // internationalPrefix
	zeroZero bool       // internationalPrefix is 00 and nothing else

	prefix     *automaton // nationalPrefixForParsing; nil where there is none
	prefixText string     // the same, where it is nothing but these digits
	prefixRule *regexp.Regexp
	transform  string // nationalPrefixTransformRule
}

// lengths are the lengths that numbers of a kind can have, a bit each. An empty set allows all.
type lengths struct{ possible, local uint32 }

func (l lengths) allow(n int) bool { return l.possible == 0 || l.possible>>n&1 == 1 }

// general is the bit of the general description.
const general = 1

// isGeneral reports whether the digits match the general description's pattern, whatever their number.
func (p *plan) isGeneral(digits []byte) bool { return p.numbers.match(digits)&general != 0 }

// isValid reports whether the digits are a number of some type in this plan (getNumberTypeHelper).
func (p *plan) isValid(digits []byte) bool {
	matched := p.numbers.match(digits)
	if matched&general == 0 || !p.lengths[0].allow(len(digits)) {
		return false
	}
	for kind := 1; kind < len(p.lengths); kind++ {
		if matched>>kind&1 == 1 && p.lengths[kind].allow(len(digits)) {
			return true
		}
	}
	return false
}

// A fit says how a number's length fits the plan (testNumberLength).
type fit uint8

const (
	possible fit = iota
	tooLong
	unfit // too short, possible without an area code only, or of a length between two possible ones
)

func (p *plan) fit(digits []byte) fit {
	l, n := p.lengths[0], len(digits)
	switch {
	case l.local>>n&1 == 1:
		return unfit
	case l.possible>>n&1 == 1:
		return possible
	case l.possible>>n == 0:
		return tooLong
	default:
		return unfit
	}
}

// plans has the plan of each region and of each calling code's regions. Plans are compiled when they are first
// needed: a file has numbers of a few countries.
type plans struct {
	regions map[string]func() *plan   // by region; the plan is nil where it cannot be compiled
	codes   map[string][]func() *plan // by calling code, in the library's order
}

// tables reads the metadata when the first number comes.
var tables = sync.OnceValue(loadPlans)

func loadPlans() *plans {
	t := &plans{regions: map[string]func() *plan{}, codes: map[string][]func() *plan{}}
	collection, err := phonenumbers.MetadataCollection()
	if err != nil { // then everything goes through the library, which has the same data embedded
		return t
	}
	for _, m := range collection.GetMetadata() {
		if m.GetId() != phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY {
			t.regions[m.GetId()] = sync.OnceValue(func() *plan { return newPlan(m) })
		}
	}
	for code := range maps.Keys(phonenumbers.GetSupportedCallingCodes()) {
		for _, region := range phonenumbers.GetRegionCodesForCountryCode(code) {
			t.codes[strconv.Itoa(code)] = append(t.codes[strconv.Itoa(code)], t.regions[region])
		}
	}
	return t
}

// newPlan compiles a region's metadata. It returns nil for one that holds something unexpected: that
// region's numbers then go through the library.
func newPlan(m *phonenumbers.PhoneMetadata) *plan {
	code := int(m.GetCountryCode())
	p := &plan{
		region: m.GetId(), callingCode: strconv.Itoa(code), main: phonenumbers.GetRegionCodeForCountryCode(code),
		transform: m.GetNationalPrefixTransformRule(), zeroZero: m.GetInternationalPrefix() == "00",
	}
	descriptions := slices.DeleteFunc([]*phonenumbers.PhoneNumberDesc{
		m.GetPremiumRate(), m.GetTollFree(), m.GetSharedCost(), m.GetVoip(), m.GetPersonalNumber(), m.GetPager(),
		m.GetUan(), m.GetVoicemail(), m.GetFixedLine(), m.GetMobile(),
	}, hasNone)
	patterns := []string{m.GetGeneralDesc().GetNationalNumberPattern()}
	p.lengths = []lengths{lengthsOf(m.GetGeneralDesc())}
	for _, d := range descriptions {
		patterns = append(patterns, d.GetNationalNumberPattern())
		p.lengths = append(p.lengths, lengthsOf(d))
	}
	var err error
	if p.numbers, err = compile(patterns...); err != nil || p.lengths[0].possible == 0 {
		return nil
	}
	return p.withPrefixes(m)
}

func hasNone(d *phonenumbers.PhoneNumberDesc) bool { return d.GetNationalNumberPattern() == "" }

func lengthsOf(d *phonenumbers.PhoneNumberDesc) (l lengths) {
	for _, n := range d.GetPossibleLength() {
		if n > 0 { // -1 says that there are no numbers of the kind
			l.possible |= 1 << n
		}
	}
	for _, n := range d.GetPossibleLengthLocalOnly() {
		l.local |= 1 << n
	}
	if len(d.GetPossibleLength()) > 0 && l.possible == 0 {
		l.possible = 1 << 31 // no number has 31 digits
	}
	return l
}

// withPrefixes compiles what can stand before a number, or returns nil where that fails.
func (p *plan) withPrefixes(m *phonenumbers.PhoneMetadata) *plan {
	var err error
	if p.dialOut, err = compile(m.GetInternationalPrefix()); err != nil {
		return nil
	}
	if leading := m.GetLeadingDigits(); leading != "" {
		if p.leading, err = compile(leading); err != nil {
			return nil
		}
	}
	if prefix := m.GetNationalPrefixForParsing(); prefix != "" {
		if p.prefix, err = compile(prefix); err != nil {
			return nil
		}
		p.prefixRule = regexp.MustCompile("^(?:" + prefix + ")")
		if text, complete := regexp.MustCompile(prefix).LiteralPrefix(); complete {
			p.prefixText = text
		}
	}
	return p
}
