package date

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// monthNames lists the months in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish,
// Turkish and Russian as far as their beginnings differ: a month in full or abbreviated begins with one of these. (Japanese and Chinese
// number them.) x/text has no names of months.
var monthNames = [12]string{
	"jan jän janv ene gen sty oca янв",
	"feb fév fev luty lut şub sub фев",
	"mar mär mrt maa мар mrz",
	"apr avr abr kwi nis апр",
	"may mai maj mag mei май мая maio",
	"jun juin giu cze haz июн",
	"jul juil lug lip tem июл",
	"aug aoû aou ago sie ağu agu авг",
	"sep set wrz eyl сен",
	"oct okt ott out paź paz eki окт",
	"nov lis kas ноя",
	"dec dez déc dic gru ara dek дек",
}

// monthNamed returns the number of the month whose name the lower-case word is or abbreviates, or 0.
func monthNamed(word string) int {
	word = norm.NFC.String(strings.TrimSuffix(word, "."))
	if len([]rune(word)) < 3 || strings.ContainsAny(word, "0123456789") {
		return 0
	}
	for i, list := range monthNames {
		for beginning := range strings.FieldsSeq(list) {
			if strings.HasPrefix(word, beginning) {
				return i + 1
			}
		}
	}
	return 0
}
