package importer

import "time"

// dated makes the status what the dates say: nobody is active before their start date or after their end date. What the
// status is otherwise is kept, and comes back with the day. e is nil where no row is the reason to look.
func (d *decider) dated(p *Person, e *Entry, isNew bool) {
	if !p.HasUser() {
		return
	}
	if e != nil && (gives(e, StartDate, isNew) || gives(e, EndDate, isNew)) {
		p.Values[TimeZone] = zoneName(d.imp.Zone)
	}
	said := statusSaid(p, e != nil && gives(e, Status, isNew))
	p.Values[Status], p.Values[StatusWithinDates] = said, ""
	if said != StatusInactive && hasDates(p) && !within(p, d.today(p.Values[TimeZone])) {
		p.Values[Status], p.Values[StatusWithinDates] = StatusInactive, said
	}
}

// gives reports whether the row says something about the field of a person who is new, or not.
func gives(e *Entry, f Field, isNew bool) bool {
	return e.Given.Has(f) && (isNew || !e.AtCreation.Has(f))
}

// statusSaid returns the status but for the dates. given tells that the row has said it.
func statusSaid(p *Person, given bool) string {
	have, kept := p.Values[Status], p.Values[StatusWithinDates]
	switch {
	case kept == "", given && have == StatusInactive:
		return have
	case given && kept != StatusInvited:
		return have
	default: // nothing was said, or that somebody is active who has not accepted the invitation yet
		return kept
	}
}

func hasDates(p *Person) bool { return p.Values[StartDate] != "" || p.Values[EndDate] != "" }

// within reports whether the day lies between the person's dates. Days are ISO 8601, so that they sort as text.
func within(p *Person, day string) bool {
	start, end := p.Values[StartDate], p.Values[EndDate]
	return (start == "" || day >= start) && (end == "" || day <= end)
}

// today returns the day on which the import began, in the time zone of that name.
func (d *decider) today(zone string) string {
	if day, known := d.days[zone]; known {
		return day
	}
	at := d.imp.Started.UTC()
	if location, err := time.LoadLocation(zone); err == nil {
		at = at.In(location)
	}
	if d.days == nil {
		d.days = make(map[string]string)
	}
	d.days[zone] = at.Format(time.DateOnly)
	return d.days[zone]
}

// zoneName returns how the zone is kept; "" is UTC.
func zoneName(zone *time.Location) string {
	if zone == nil || zone == time.UTC {
		return ""
	}
	return zone.String()
}
