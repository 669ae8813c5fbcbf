package csvfile

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
)

// CertainEnough is the confidence from which an encoding is taken without asking.
const CertainEnough = 0.9

// A Detection is what a text tells about its encoding.
type Detection struct {
	// Encoding is the likeliest one.
	Encoding string
	// Confidence is how certain that is, from 0 to 1. Encodings that read the text as the same characters
	// count as one.
	Confidence float64
	// Candidates are the likely ones with their confidence, best first; Encoding is the first.
	Candidates []Candidate
	// Invalid is how many bytes or characters do not fit the encoding, where it is UTF-8.
	Invalid int64
}

// A Candidate is an encoding that a text may have.
type Candidate struct {
	Encoding   string
	Confidence float64
}

// plainMajority is how many characters of UTF-8 there must be for each sequence that is none for the text to be
// UTF-8 whatever it says: in other encodings they come about by chance, and seldom.
const plainMajority = 4

// Certain reports whether the encoding may be taken without asking.
func (d Detection) Certain() bool { return d.Confidence >= CertainEnough }

func detected(name string, confidence float64) Detection {
	return Detection{Encoding: name, Confidence: confidence, Candidates: []Candidate{{name, confidence}}}
}

// Detect says which encoding the text has that was written: by its byte order mark, else as valid UTF-8, else
// by the pattern of its zero bytes, else by how well it reads in each encoding that is in use.
func (c *Census) Detect() Detection {
	c.flush()
	if name := marked(c.head); name != "" {
		d := detected(name, 1)
		if name == UTF8 {
			d.Invalid = c.invalid
		}
		return d
	}
	if name := c.zeroPattern(); name != "" {
		return detected(name, 0.99)
	}
	switch {
	case c.invalid+c.valid == 0 && (bytes.Contains(c.head, []byte("\x1b$B")) || bytes.Contains(c.head, []byte("\x1b$@"))):
		return detected("iso-2022-jp", 0.99)
	case c.invalid == 0:
		return detected(UTF8, 1)
	case c.valid > plainMajority*c.invalid:
		d := detected(UTF8, 1-float64(c.invalid)/float64(c.valid)/plainMajority)
		d.Invalid = c.invalid
		return d
	default:
		return c.guess()
	}
}

// marked returns the encoding whose byte order mark the text begins with, or "".
func marked(head []byte) string {
	switch {
	case bytes.HasPrefix(head, byteOrderMark):
		return UTF8
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE, 0, 0}):
		return UTF32LE
	case bytes.HasPrefix(head, []byte{0, 0, 0xFE, 0xFF}):
		return UTF32BE
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return UTF16LE
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return UTF16BE
	default:
		return ""
	}
}

// zeroPattern recognizes UTF-16 without a mark: delimiters, digits and line ends, at the least, have a zero
// byte each, always on the same side. A few zero bytes are damage in a text of another encoding.
func (c *Census) zeroPattern() string {
	even, odd := c.nul[0], c.nul[1]
	enough := max(3, c.size/20)
	switch {
	case odd >= enough && odd > 20*even:
		return UTF16LE
	case even >= enough && even > 20*odd:
		return UTF16BE
	default:
		return ""
	}
}

// A legacy encoding is one that a text may have that is not Unicode.
type legacy struct {
	name string
	// prior is the logarithm of how common it is in people files, against windows-1252.
	prior float64
}

// legacies returns the encodings that are tried, the likelier of those that agree first.
func legacies() []legacy {
	return []legacy{
		{"windows-1252", 0},
		{"windows-1250", -2.2},
		{"windows-1251", -2},
		{"windows-1253", -2},
		{"windows-1254", -2.2},
		{"windows-1255", -4},
		{"windows-1256", -4},
		{"windows-1257", -4},
		{"windows-874", -4},
		{"iso-8859-2", -4.5},
		{"iso-8859-15", -3},
		{"iso-8859-5", -5},
		{"iso-8859-7", -3},
		{"shift_jis", -2},
		{"gb18030", -2},
		{"euc-jp", -3.5},
		{"big5", -3},
		{"euc-kr", -3},
		{"koi8-r", -3.5},
		{"macintosh", -4},
		{"ibm866", -4},
		{"cp850", -4},
		{"cp852", -5},
	}
}

// guess compares how well what is not ASCII reads in each encoding.
func (c *Census) guess() Detection {
	second := c.secondOpinion()
	m := newModel()
	var groups []group
	for _, l := range legacies() {
		list, text, ok := read(c.samples, l.name)
		if !ok {
			continue
		}
		score := l.prior
		if second.Encoding == l.name {
			score += second.Confidence
		}
		if i := slices.IndexFunc(groups, func(g group) bool { return g.text == text }); i >= 0 {
			groups[i].score = max(groups[i].score, groups[i].likelihood+score)
			continue
		}
		likelihood := m.logLikelihood(list)
		groups = append(groups, group{l.name, text, likelihood, likelihood + score})
	}
	if g, ok := c.damaged(m); ok {
		groups = append(groups, g)
	}
	return weigh(groups, c.invalid)
}

// damageChance is how likely a cell is in another encoding than its file: somebody has pasted it from elsewhere.
const damageChance = 0.01

// damaged is the guess that the text is UTF-8, and only those cells that are none are in another encoding, which they
// are read in to be compared on equal terms. It is not ok where no cell has anything of UTF-8.
func (c *Census) damaged(m *model) (g group, ok bool) {
	var sound, broken [][]byte
	for _, s := range c.samples {
		if utf8.Valid(s) {
			sound = append(sound, s)
		} else {
			broken = append(broken, s)
		}
	}
	if len(sound) == 0 {
		return group{}, false
	}
	elsewhere := math.Inf(-1)
	for _, l := range legacies() {
		if list, _, ok := read(broken, l.name); ok {
			elsewhere = max(elsewhere, m.logLikelihood(list)+l.prior)
		}
	}
	likelihood := elsewhere + m.logLikelihood(words(string(bytes.Join(sound, []byte{'\n'}))))
	return group{name: UTF8, likelihood: likelihood, score: likelihood + float64(len(broken))*math.Log(damageChance)}, true
}

// A group is an encoding, and all those that read the samples as the same text.
type group struct {
	name       string
	text       string
	likelihood float64
	score      float64
}

// read decodes samples. It is not ok where the encoding is not known or hardly any of them decodes.
func read(samples [][]byte, name string) (list [][]rune, text string, ok bool) {
	e, _, err := lookup(name)
	if err != nil || e == nil {
		return nil, "", false
	}
	decoder := e.NewDecoder()
	var all strings.Builder
	failed := 0
	for _, s := range samples {
		decoded, err := decoder.Bytes(s)
		if err != nil {
			return nil, "", false
		}
		if bytes.Contains(decoded, replacement) {
			failed++
		}
		all.Write(decoded)
		all.WriteByte('\n')
	}
	text = all.String()
	return words(text), text, failed <= len(samples)/2
}

// secondOpinion asks a library that knows how often characters follow each other. Its strength is
// East Asian and Cyrillic text; any Latin alphabet it takes for Western European or Turkish, which is
// no opinion.
func (c *Census) secondOpinion() Candidate {
	r := chardet.Detect(bytes.Join(c.samples, []byte{'\n'}))
	name, err := EncodingName(r.Encoding)
	if err != nil || name == "windows-1252" || name == "windows-1254" || name == UTF8 {
		return Candidate{}
	}
	return Candidate{name, r.Confidence}
}

// weigh turns scores into confidences.
func weigh(groups []group, invalid int64) Detection {
	if len(groups) == 0 {
		d := detected("windows-1252", 0)
		d.Invalid = invalid
		return d
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(b.score, a.score) })
	sum := 0.0
	for _, g := range groups {
		sum += math.Exp(g.score - groups[0].score)
	}
	var d Detection
	for _, g := range groups {
		confidence := math.Exp(g.score-groups[0].score) / sum
		if len(d.Candidates) < 4 && (confidence >= 0.01 || len(d.Candidates) == 0) {
			d.Candidates = append(d.Candidates, Candidate{g.name, confidence})
		}
	}
	d.Encoding, d.Confidence = d.Candidates[0].Encoding, d.Candidates[0].Confidence
	if d.Encoding == UTF8 {
		d.Invalid = invalid
	}
	return d
}
