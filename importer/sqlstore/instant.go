package sqlstore

import (
	"fmt"
	"time"
)

// timeLayout is how times are written: UTC, to the microsecond, so that their texts sort as they do.
const timeLayout = "2006-01-02T15:04:05.000000Z"

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// An instant reads a time from either database: PostgreSQL has a type for it, SQLite its text.
type instant struct{ time.Time }

// Scan implements sql.Scanner. Null is the zero time.
func (i *instant) Scan(src any) (err error) {
	switch v := src.(type) {
	case nil:
		i.Time = time.Time{}
	case time.Time:
		i.Time = v.UTC()
	case string:
		i.Time, err = time.Parse(timeLayout, v)
	case []byte:
		i.Time, err = time.Parse(timeLayout, string(v))
	default:
		err = fmt.Errorf("a time came as %T", src)
	}
	return err
}
