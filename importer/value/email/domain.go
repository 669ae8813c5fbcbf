package email

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// profile maps what people type (capitals, full-width dots) and checks the result strictly. The
// ready-made idna.Lookup would let "a..b" pass, and idna.Registration refuses capitals.
var profile = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// parseDomain returns the domain in lower-case Unicode and as A-labels, or why it is none.
func parseDomain(s string) (domain, ascii, reason string) {
	if reason := checkTyped(s); reason != "" {
		return "", "", reason
	}
	ascii, err := profile.ToASCII(s)
	if err != nil {
		return "", "", blame(s, ascii)
	}
	if reason := checkLabels(ascii); reason != "" {
		return "", "", reason
	}
	if reason := checkTop(ascii); reason != "" {
		return "", "", reason
	}
	domain = ascii
	if strings.Contains(ascii, "xn--") {
		if domain, err = profile.ToUnicode(ascii); err != nil || strings.ContainsFunc(domain, notIDNA2008) {
			return "", "", reasonNotIDNA
		}
	}
	return domain, ascii, ""
}

// notIDNA2008 reports whether the character cannot be registered in a domain: the mapping of UTS 46, which
// the idna package follows, still lets symbols and punctuation through that RFC 5892 disallows.
func notIDNA2008(r rune) bool {
	switch r {
	case '-', '.', '·', '͵', '׳', '״', '・', '\u200c', '\u200d', '۽', '۾', '་', '〇':
		return false // the exceptions and the characters that need a context, which idna has checked
	default:
		return !unicode.In(r, unicode.L, unicode.M, unicode.Nd)
	}
}

// checkTyped finds what is wrong with the ASCII characters as typed.
func checkTyped(s string) string {
	switch {
	case s[0] == '[':
		return reasonLiteral
	case strings.ContainsAny(s, "()"):
		return reasonComment
	case strings.IndexByte(s, ',') >= 0:
		return reasonDomainComma
	case strings.ContainsFunc(s, notInDomain):
		return reasonDomainChar
	default:
		return checkLabels(s)
	}
}

func notInDomain(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '.', r >= 0x80:
		return false
	default:
		return true
	}
}

// checkLabels checks what RFC 1123 asks of the labels of a domain, as far as they are ASCII.
func checkLabels(s string) string {
	for label := range strings.SplitSeq(s, ".") {
		switch {
		case label == "":
			return reasonDomainDots
		case label[0] == '-', label[len(label)-1] == '-':
			return reasonDomainHyphen
		case len(label) > 63 && isASCII(label):
			return reasonLabelLong
		}
	}
	if len(s) > maxDomain && isASCII(s) {
		return reasonDomainLong
	}
	return ""
}

// blame names the reason why IDNA refused a domain; ascii is what it made of it nevertheless.
func blame(s, ascii string) string {
	if !isASCII(s) && isASCII(ascii) {
		if reason := checkLabels(ascii); reason != "" {
			return reason
		}
	}
	return reasonNotIDNA
}

// checkTop checks the top-level domain of a domain made of A-labels: letters only (RFC 3696,
// section 2), and a registered name below it.
func checkTop(ascii string) string {
	dot := strings.LastIndexByte(ascii, '.')
	top := ascii[dot+1:]
	switch {
	case strings.Trim(top, "0123456789") == "":
		return reasonNumericTLD
	case dot < 0:
		return reasonNoTLD
	case strings.HasPrefix(top, "xn--"):
	case strings.ContainsAny(top, "0123456789-"):
		return reasonTLDCharacter
	}
	if suffix, icann := publicsuffix.PublicSuffix(ascii); icann && suffix == ascii {
		return reasonBareSuffix
	}
	return ""
}
