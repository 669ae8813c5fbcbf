package mapping

import (
	"strconv"
	"time"
)

// instantLayouts are the ways in which systems write when something happened,
// with the time of day. A time without a zone is taken as UTC.
var instantLayouts = []string{
	time.RFC3339Nano, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05-07", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05",
	"2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", "2006/01/02 15:04:05", "2006-01-02T15:04:05.999-0700", "20060102150405Z", "20060102150405.0Z",
	time.RFC1123Z, time.RFC1123,
}

// instant returns the moment as RFC 3339 in UTC. Ten digits are seconds since
// 1970, thirteen milliseconds.
func instant(s string) (string, bool) {
	if len(s) < 10 || len(s) > 40 {
		return "", false
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		switch len(s) {
		case 10:
			return time.Unix(n, 0).UTC().Format(time.RFC3339), true
		case 13:
			return time.UnixMilli(n).UTC().Format(time.RFC3339), true
		default:
			return "", false
		}
	}
	for _, layout := range instantLayouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1000 {
			return t.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano), true
		}
	}
	return "", false
}
