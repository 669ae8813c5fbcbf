package email

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"golang.org/x/net/publicsuffix"
)

// commonDomains are the mail domains that most private addresses are in. A domain a letter away from
// one of them is more likely a typing mistake than somebody else's.
var commonDomains = []string{
	"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "protonmail.com",
	"hotmail.fr", "hotmail.de", "hotmail.it", "hotmail.es", "hotmail.co.uk", "outlook.de", "outlook.fr", "outlook.es",
	"yahoo.fr", "yahoo.de", "yahoo.it", "yahoo.es", "yahoo.co.uk", "yahoo.co.jp", "yahoo.com.br", "live.com",
	"t-online.de", "freenet.de", "web.de", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "bluewin.ch", "orange.fr", "wanadoo.fr",
	"laposte.net", "libero.it", "virgilio.it", "btinternet.com", "comcast.net", "verizon.net", "yandex.ru", "mail.ru",
	"seznam.cz", "interia.pl", "telenet.be", "ziggo.nl",
}

// neighbours are real mail domains that look like a mistake for one of commonDomains.
var neighbours = []string{
	"mail.com", "email.com", "ymail.com", "gmx.com", "gmx.eu", "gmx.fr", "hotmail.ch", "hotmail.nl", "hotmail.be",
	"live.de", "live.fr", "live.nl", "live.it", "live.co.uk", "outlook.it", "outlook.be", "yahoo.gr", "yahoo.in", "yahoo.ca",
	"yandex.com", "yandex.ua", "proton.me", "rocketmail.com",
}

// Suspect reports whether an address that is well-formed is probably not meant: its top-level domain is
// unknown, its domain is nearly a very common one, or letters of one script stand among those of another
// (a Cyrillic "е" in "eve"). hint is the address that was likely meant, where there is a guess.
func (a Address) Suspect() (hint string, suspect bool) {
	if hint, mixed := a.mixed(); mixed {
		return hint, true
	}
	if slices.Contains(commonDomains, a.ascii) || slices.Contains(neighbours, a.ascii) {
		return "", false
	}
	if near := nearDomain(a.ascii); near != "" {
		return a.local + "@" + near, true
	}
	_, icann := publicsuffix.PublicSuffix(a.ascii)
	return "", !icann && !privatelyKnown(a.ascii)
}

// mixed is Suspect for letters of several scripts in the local part or in one label of the domain.
func (a Address) mixed() (hint string, mixed bool) {
	if isASCII(a.local) && isASCII(a.domain) {
		return "", false
	}
	local, labels := a.local, strings.Split(a.domain, ".")
	if mixesScripts(local) {
		local, mixed = latin(local), true
	}
	for i, label := range labels {
		if mixesScripts(label) {
			labels[i], mixed = latin(label), true
		}
	}
	if !mixed || local == "" {
		return "", mixed
	}
	meant, reason := parse(local + "@" + strings.Join(labels, "."))
	if reason != "" { // as with a label for which there is no Latin one
		return "", true
	}
	return meant.String(), true
}

// nearDomain returns the common domain that the other is a slip away from: one letter
// wrong, missing, too many, or two swapped.
func nearDomain(domain string) string {
	for _, common := range commonDomains {
		if len(common)-len(domain) > 1 || len(domain)-len(common) > 1 {
			continue
		}
		if isSlip(domain, common) {
			return common
		}
	}
	return ""
}

// isSlip leaves short names alone (web.de, gmx.net): too many real domains are a letter away from them. It
// never takes one country's top-level domain for another's.
func isSlip(domain, common string) bool {
	name, top, _ := strings.Cut(domain, ".")
	commonName, commonTop, _ := strings.Cut(common, ".")
	if name == commonName {
		_, icann := publicsuffix.PublicSuffix(domain)
		return !icann && isNear(top, commonTop)
	}
	return top == commonTop && len(commonName) >= 5 && isNear(name, commonName)
}

func isNear(a, b string) bool {
	switch levenshtein.ComputeDistance(a, b) {
	case 1:
		return true
	case 2:
		return isSwapped(a, b)
	default:
		return false
	}
}

// isSwapped reports whether a is b with two neighbouring letters the wrong way round.
func isSwapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// privatelyKnown reports whether the top-level domain is one, though the name below it is a private
// suffix such as github.io.
func privatelyKnown(ascii string) bool {
	_, icann := publicsuffix.PublicSuffix(ascii[strings.LastIndexByte(ascii, '.')+1:])
	return icann
}
