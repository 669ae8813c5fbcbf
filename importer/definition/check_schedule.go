package definition

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"muster/importer/value/timetable"
)

// A cronField is one of the five of a cron expression.
type cronField struct {
	name     string
	min, max int
	words    string // three letters each, from min on
}

func cronFields() [5]cronField {
	return [5]cronField{
		{"minute", 0, 59, ""},
		{"hour", 0, 23, ""},
		{"day of the month", 1, 31, ""},
		{"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
		{"day of the week", 0, 7, "sunmontuewedthufrisat"},
	}
}

// schedule checks when the definition runs.
func (c *definitionCheck) schedule() {
	d := c.definition
	if d.Schedule != "" {
		c.cron(d.Schedule)
	}
	if d.TimeZone != "" && !isTimeZone(d.TimeZone) {
		c.wrong("time_zone", "", "time_zone %q is not known; write it as Europe/Berlin or UTC", d.TimeZone)
	}
	if d.CatchUp == "" {
		return
	}
	if late, err := time.ParseDuration(d.CatchUp); err != nil || late < 0 {
		c.wrong("catch_up", "", "catch_up must be a duration such as 6h or 90m")
	} else if d.Schedule == "" && c.sound("schedule") {
		c.wrongKey("catch_up", "", "catch_up needs a schedule; without one no run can be missed")
	}
}

// isTimeZone leaves out "Local", which is another one on each machine.
func isTimeZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "Local"
}

// cron checks that the expression has five fields and that each can be true.
func (c *definitionCheck) cron(expression string) {
	parts := strings.Fields(expression)
	fields := cronFields()
	if len(parts) != len(fields) {
		c.wrong("schedule", "", `schedule must have five fields (minute, hour, day, month, weekday), such as "30 2 * * *"`)
		return
	}
	wrong := false
	for i, f := range fields {
		if !f.allows(parts[i]) {
			wrong = true
			c.wrong("schedule", "", "the %s of the schedule must be *, a number from %d to %d, a range such as %d-%d or a step such as */2",
				f.name, f.min, f.max, f.min, f.max)
		}
	}
	if wrong {
		return
	}
	if _, err := timetable.New(expression, nil); errors.Is(err, timetable.ErrNever) {
		c.wrong("schedule", "", "the schedule never comes true: there is no such day in any year")
	} else if err != nil {
		c.wrong("schedule", "", "the schedule cannot be understood: %v", err)
	}
}

// allows reports whether the part is a list of *, numbers, words and ranges, each with a step or without.
func (f cronField) allows(part string) bool {
	for item := range strings.SplitSeq(part, ",") {
		span, step, stepped := strings.Cut(item, "/")
		if n, err := strconv.Atoi(step); stepped && (err != nil || n < 1 || n > f.max) {
			return false
		}
		if span == "*" {
			continue
		}
		from, to, ranged := strings.Cut(span, "-")
		first, ok := f.number(from)
		last, ok2 := first, ok
		if ranged {
			last, ok2 = f.number(to)
		}
		if !ok || !ok2 || first > last {
			return false
		}
	}
	return true
}

// number reads a number or a word such as mon.
func (f cronField) number(s string) (int, bool) {
	if at := strings.Index(f.words, strings.ToLower(s)); len(s) == 3 && at >= 0 && at%3 == 0 {
		return f.min + at/3, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= f.min && n <= f.max && s[0] != '+'
}
