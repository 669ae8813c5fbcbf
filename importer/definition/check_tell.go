package definition

import (
	"slices"
	"time"

	"muster/importer/value/email"
)

// tell checks who is told about what.
func (c *definitionCheck) tell() {
	if !c.sound("tell") {
		return // items were taken out: the rest no longer has its own places
	}
	for i, t := range c.definition.Tell {
		at := itemPath("tell", i)
		c.addressee(at, t)
		c.events(at, t)
	}
}

// addressee checks that there is one, of one kind.
func (c *definitionCheck) addressee(at string, t Tell) {
	if !c.sound(at+".mail", at+".webhook", at+".secret") {
		return
	}
	switch {
	case (t.Mail == "") == (t.Webhook == ""):
		c.wrong(at, "", "%s must have either mail or webhook", at)
	case t.Mail != "":
		if _, err := email.Parse(t.Mail); err != nil {
			c.wrong(at+".mail", "", "%s.mail is no email address: %v", at, err)
		}
		if t.Secret != "" {
			c.wrongKey(at+".secret", "", "%s.secret signs what a webhook gets; leave it out for mail", at)
		}
	case !isWebAddress(t.Webhook):
		c.wrong(at+".webhook", "", "%s.webhook must be a web address, such as https://ops.example.com/hook", at)
	}
}

// events checks when they are told.
func (c *definitionCheck) events(at string, t Tell) {
	if len(t.On) == 0 && c.sound(at+".on") {
		c.wrong(at, "", "%s says nothing under on; list what to tell about", at)
	}
	noFile := slices.Contains(t.On, "no_file")
	switch {
	case !c.sound(at+".on", at+".no_file_after"):
	case noFile && t.NoFileAfter == "":
		c.wrong(at, "", `%s tells about no_file and needs no_file_after, such as no_file_after: "06:00"`, at)
	case !noFile && t.NoFileAfter != "":
		c.wrongKey(at+".no_file_after", "", "%s.no_file_after needs no_file under on", at)
	}
	if t.NoFileAfter != "" && !isTimeOfDay(t.NoFileAfter) {
		c.wrong(at+".no_file_after", "", `%s.no_file_after must be a time of day such as "06:00"`, at)
	}
}

// isTimeOfDay wants both digits of the hour: 6:00 could be either half of the day.
func isTimeOfDay(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == len("06:00")
}
