package phone

import "slices"

// maxDigits bounds what the fast path looks at; the longest international number has 15 digits.
const maxDigits = 20

// fast reads a number in one of the common forms: digits, blanks and the usual punctuation, with + or 00 and
// a country code or in the form of its region. It follows the library step by step. ok is false where it cannot vouch
// for what the library would say, which includes everything that is wrong with a number.
func fast(s, region string) (e164 string, ok bool) {
	var buffer [maxDigits]byte
	digits, plus, ok := digitsOf(s, buffer[:0])
	if !ok {
		return "", false
	}
	code, national, p := "", digits, (*plan)(nil)
	if plus {
		code, national, p = international(digits)
	} else if home := planOf(region); home != nil {
		code, national, p = fromRegion(digits, home)
	}
	if p == nil || len(national) < 2 {
		return "", false
	}
	if stripped, ok := p.strip(national); ok && p.fit(stripped) != unfit {
		national = stripped
	}
	if len(national) < 2 || !isAssigned(code, national) {
		return "", false
	}
	e164 = "+" + code + string(national)
	return e164, true
}

// isNational reports whether s is digits and punctuation without a plus, so that it says nothing without a region.
func isNational(s string) bool {
	var buffer [maxDigits]byte
	_, plus, ok := digitsOf(s, buffer[:0])
	return ok && !plus
}

// digitsOf returns the digits of s; ok is false where there is anything else in it than
// punctuation that the library passes over.
func digitsOf(s string, buffer []byte) (digits []byte, plus, ok bool) {
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			if len(buffer) == maxDigits {
				return nil, false, false
			}
			buffer = append(buffer, c)
		case c == '+' && i == 0:
			plus = true
		case c == ' ', c == '-', c == '.', c == '/', c == '(', c == ')':
		default:
			return nil, false, false
		}
	}
	return buffer, plus, len(buffer) > 4
}

// planOf returns the plan of a region, or nil.
func planOf(region string) *plan {
	if load, found := tables().regions[region]; found {
		return load()
	}
	return nil
}

// international takes the calling code off digits that begin with one (extractCountryCode).
func international(digits []byte) (code string, national []byte, p *plan) {
	if digits[0] == '0' {
		return "", nil, nil
	}
	for n := 1; n <= 3 && n < len(digits); n++ {
		if loads, found := tables().codes[string(digits[:n])]; found {
			if loads[0] == nil { // no geographical region
				return "", nil, nil
			}
			return string(digits[:n]), digits[n:], loads[0]()
		}
	}
	return "", nil, nil
}

// fromRegion reads digits without a plus (maybeExtractCountryCode).
func fromRegion(digits []byte, home *plan) (code string, national []byte, p *plan) {
	if home.dialOut.begins(digits) {
		if !home.zeroZero || digits[2] == '0' {
			return "", nil, nil
		}
		return international(digits[2:])
	}
	if n := len(home.callingCode); string(digits[:n]) == home.callingCode {
		rest, _ := home.strip(digits[n:])
		if !home.isGeneral(digits) && home.isGeneral(rest) || home.fit(digits) == tooLong {
			return home.callingCode, rest, planOf(home.main)
		}
	}
	return home.callingCode, digits, home
}

// strip takes the national prefix off (maybeStripNationalPrefixAndCarrierCode). ok tells whether there
// was one; else the digits come back as they are.
func (p *plan) strip(digits []byte) (stripped []byte, ok bool) {
	if len(digits) == 0 || p.prefix == nil || !p.prefix.begins(digits) {
		return digits, false
	}
	if p.prefixText != "" {
		stripped = digits[len(p.prefixText):]
	} else {
		stripped = p.applyRule(digits)
	}
	if p.isGeneral(digits) && !p.isGeneral(stripped) {
		return digits, false
	}
	return stripped, true
}

// applyRule strips a prefix that is more than some digits: with a carrier's code in it, or one that stands for
// other digits.
func (p *plan) applyRule(digits []byte) []byte {
	groups := p.prefixRule.FindSubmatchIndex(digits)
	last := len(groups)/2 - 1
	if p.transform == "" || groups[2*last] < 0 {
		return digits[groups[1]:]
	}
	changed := p.prefixRule.ReplaceAll(digits, []byte(p.transform))
	if slices.ContainsFunc(changed, func(c byte) bool { return c < '0' || c > '9' }) {
		return digits[:0] // no number: leave it to the library
	}
	return changed
}

// isAssigned reports whether the number is valid in the region of the calling code that it
// belongs to (IsValidNumber).
func isAssigned(code string, national []byte) bool {
	loads := tables().codes[code]
	for _, load := range loads {
		p := load()
		switch {
		case p == nil:
			return false
		case len(loads) == 1:
			return p.isValid(national)
		case p.leading != nil:
			if p.leading.begins(national) {
				return p.isValid(national)
			}
		case p.isValid(national):
			return true
		}
	}
	return false
}
