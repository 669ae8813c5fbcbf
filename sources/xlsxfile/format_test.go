package xlsxfile

import (
	"strings"
	"testing"
)

func TestParseFormat(t *testing.T) {
	number, date, duration := format{}, format{kind: formatDate}, format{kind: formatDuration}
	zeros := func(n int) format { return format{zeros: n} }
	tests := map[string]format{
		"":                       number,
		"General":                number,
		"GENERAL":                number,
		"general":                number,
		`General" min"`:          number,
		"@":                      number,
		"#,##0.00":               number,
		"0.0%":                   number,
		"0.00E+00":               number,
		"##0.0E+0":               number,
		"# ?/?":                  number,
		"[Red]#,##0;[Red]-#,##0": number,
		"[Color10]#":             number,
		"[$kr-41D] #,##0":        number,
		"[$SFr.-807]\\ #,##0.00": number,
		"#,##0\\ [$€]":           number,
		`_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)`: number,
		`#,##0 "days"`:                          number,
		`\d#`:                                   number,
		`"Day "#`:                               number,
		`#,##0\ "Std."`:                         number,
		`[>=100]#;#.0`:                          number,
		"00000":                                 zeros(5),
		"000-00-0000":                           zeros(9),
		`000\-00\-0000`:                         zeros(9),
		`"P"0000`:                               zeros(4),
		"+00 000":                               zeros(5),
		"[<=9999999]###-####;(###) ###-####":    number,
		"dd.mm.yyyy":                            date,
		"DD/MM/YYYY":                            date,
		"m/d/yy h:mm":                           date,
		"mmm-yy":                                date,
		"yyyy":                                  date,
		`yyyy"年"m"月"d"日"`:                       date,
		"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy": date,
		"[$-F400]h:mm:ss\\ AM/PM":               date,
		"[$-409]d\\-mmm\\-yyyy;@":               date,
		"[$-411]ge.m.d;@":                       date,
		`[DBNum1][$-804]yyyy"年"m"月"`:            date,
		`yyyy\-mm\-dd"T"hh:mm:ss`:               date,
		"dd/mm/yyyy hh:mm:ss.000":               date,
		"mm:ss.0":                               date,
		"[h]:mm:ss":                             duration,
		"[hh]:mm":                               duration,
		"[mm]:ss":                               duration,
		"[ss]":                                  duration,
		"\\":                                    number,
		`"open`:                                 number,
		"[open":                                 number,
		strings.Repeat("y", maxFormat+1):        number,
	}
	for code, want := range tests {
		if got := parseFormat(code); got != want {
			t.Errorf("%q: got %+v, want %+v", code, got, want)
		}
	}
}

func TestBuiltInFormat(t *testing.T) {
	for id, want := range map[int]formatKind{
		0: formatNumber, 1: formatNumber, 13: formatNumber, 14: formatDate, 22: formatDate, 37: formatNumber, 44: formatNumber,
		45: formatDate, 46: formatDuration, 47: formatDate, 48: formatNumber, 49: formatNumber, 57: formatDate, 164: formatNumber,
	} {
		if got := builtInFormat(id); got.kind != want {
			t.Errorf("%d: got %v, want %v", id, got.kind, want)
		}
	}
}
