package importer

import (
	"errors"

	"muster/importer/value/country"
	"muster/importer/value/email"
	"muster/importer/value/language"
	"muster/importer/value/phone"
	"muster/importer/value/username"
)

// email checks an address: what is no mailbox refuses the row, what is probably a typing mistake warns.
func (c *checker) email(e *Entry) {
	address, err := email.Parse(e.Values[Email])
	if err != nil {
		message, hint := "this is no email address; correct it", ""
		var why *email.Error
		if errors.As(err, &why) {
			message, hint = why.Reason, why.Hint
		}
		c.refuse(e, Email, "invalid", message, hint)
		return
	}
	e.Values[Email] = address.String()
	if hint, suspect := address.Suspect(); suspect {
		e.Warn(Email.String(), "email.suspect", "the address looks mistyped: its domain is unknown, or letters of several scripts are mixed; check it", hint)
	}
}

// username checks characters and length, and that the catalog does not reserve the name.
func (c *checker) username(e *Entry) {
	name := e.Values[Username]
	if err := username.Check(name, c.named.min, c.named.max); err != nil {
		c.refuse(e, Username, "invalid", err.Error()+"; choose another one", "")
		return
	}
	if c.reserved[username.Key(name)] {
		c.refuse(e, Username, "invalid", "this username is reserved; choose another one", "")
	}
}

// phone brings a number to E.164, reading a national one in the row's country or else in the region.
func (c *checker) phone(e *Entry, f Field, region string) {
	if own := e.Values[Country]; own != "" {
		region = own
	}
	number, err := phone.Parse(e.Values[f], region)
	switch {
	case err == nil:
		e.Values[f] = number
	case errors.Is(err, phone.ErrNoRegion):
		e.Warn(f.String(), f.String()+".no_region",
			"the number has no country code and the row no country, so it was not stored; write it with + and the country code", "")
		e.Drop(f)
	default:
		c.refuse(e, f, "invalid", err.Error()+"; correct it, or leave the cell blank", "")
	}
}

// country brings a name or code to ISO 3166-1 alpha-2.
func (c *checker) country(e *Entry) {
	alpha2, ok := country.Parse(e.Values[Country])
	if !ok {
		c.refuse(e, Country, "unknown", "this is no country that is known; write its name or its two letters, such as DE",
			country.Nearest(e.Values[Country]))
		return
	}
	e.Values[Country] = alpha2
}

// language brings a name or code to BCP 47.
func (c *checker) language(e *Entry) {
	tag, ok := language.Parse(e.Values[Language])
	if !ok {
		c.refuse(e, Language, "unknown", "this is no language that is known; write its name or its code, such as de",
			language.Nearest(e.Values[Language]))
		return
	}
	e.Values[Language] = tag
}
