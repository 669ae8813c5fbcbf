package importer

import (
	"strings"
	"time"
	"unicode/utf8"

	"muster/importer/value/text"
	"muster/importer/value/yesno"
)

// How long texts may be, in characters. What is longer is a mistake: two cells run together, or
// a letter in place of a name.
const (
	maxText      = 200
	maxAttribute = 1000
)

// text checks a value that is free text.
func (c *checker) text(e *Entry, f Field) {
	if message := unfitText(e.Values[f], maxText); message != "" {
		c.refuse(e, f, "invalid", "the "+label(f.String())+message, "")
	}
}

// unfitText says what keeps a text from being stored, "" where nothing does.
func unfitText(s string, most int) string {
	switch {
	case !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0:
		return " holds bytes that are no text; type it again"
	case len(s) > most && utf8.RuneCountInString(s) > most:
		return " is longer than " + itoa(most) + " characters; shorten it"
	default:
		return ""
	}
}

// wordsOf returns the words that a field may be.
func wordsOf(f Field) []string {
	switch f {
	case Kind:
		return kindWords[:]
	case Status:
		return statusWords[:]
	case Portal:
		return portalWords[:]
	case Access:
		return accessWords[:]
	default:
		return onboardingWords[:]
	}
}

// word checks a value that is one of a few words.
func (c *checker) word(e *Entry, f Field) {
	words := wordsOf(f)
	for _, w := range words {
		if isWord(e.Values[f], w) {
			e.Values[f] = w
			return
		}
	}
	if f == Status && isWord(e.Values[f], StatusInvited) {
		c.refuse(e, f, "invalid", "nobody becomes invited through a file; write active or inactive, or leave the cell blank", "")
		return
	}
	hint := text.Nearest(e.Values[f], words)
	c.refuse(e, f, "invalid", "the "+label(f.String())+" must be "+oneOf(words)+"; correct the cell, or leave it blank", hint)
}

// onboarding checks the word, and that what it needs can be mailed.
func (c *checker) onboarding(e *Entry) {
	c.word(e, Onboarding)
	if mailsSecret(e.Values[Onboarding]) && !c.rules.Notifies() {
		c.refuse(e, Onboarding, "invalid", "this import mails nobody, so that this user could never sign in; set rules.notify to send or hold, or give another onboarding", "")
	}
}

// truth checks a yes or no; the mapper has made most of them true or false.
func (c *checker) truth(e *Entry, f Field) {
	if e.Values[f] == "true" || e.Values[f] == "false" {
		return
	}
	if value, ok := yesno.Parse(e.Values[f]); ok {
		e.Values[f] = truthText(value)
		return
	}
	c.refuse(e, f, "invalid", "the "+label(f.String())+" must be yes or no; correct the cell, or leave it blank", "")
}

// truthText is how values say yes and no.
func truthText(value bool) string {
	if value {
		return "true"
	}
	return "false"
}

// date checks a day; the mapper has made ISO 8601 of what it could read.
func (c *checker) date(e *Entry, f Field) {
	if !isDay(e.Values[f]) {
		c.refuse(e, f, "invalid", "the "+label(f.String())+" is no date; write it as "+exampleDay, "")
	}
}

// exampleDay shows in messages how a day is written beyond doubt.
const exampleDay = "2026-03-31"

// isDay reports whether s is a day of the calendar in ISO 8601; 2023-02-29 is none.
func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// createdAt checks when another system made the person, and makes it UTC.
func (c *checker) createdAt(e *Entry) {
	at, ok := parseTime(e.Values[CreatedAt])
	if !ok {
		c.refuse(e, CreatedAt, "invalid", "the time of creation is no date or time; write it as 2026-03-31 or 2026-03-31T08:30:00Z", "")
		return
	}
	e.Values[CreatedAt] = at
}

// parseTime reads a time and returns it in RFC 3339, UTC, in microseconds. A time without a zone is UTC.
func parseTime(s string) (utc string, ok bool) {
	for _, layout := range [...]string{time.RFC3339Nano, time.DateOnly, time.DateTime, "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		t, err := time.Parse(layout, s)
		if err == nil && t.UTC().Year() > 0 && t.UTC().Year() < 10000 {
			return t.UTC().Format("2006-01-02T15:04:05.999999Z"), true
		}
	}
	return "", false
}

// oneOf joins words as a sentence has them: a, b or c.
func oneOf(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
