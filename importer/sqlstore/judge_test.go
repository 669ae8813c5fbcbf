package sqlstore

import (
	"errors"
	"testing"
)

func TestJudgeSchema(t *testing.T) {
	for name, c := range map[string]struct {
		options    Options
		have       int64
		isPostgres bool
		migrate    bool
		err        error
	}{
		"up to date":                   {Options{}, 7, true, false, nil},
		"newer than the program":       {Options{Create: true, Migrate: true}, 8, true, false, ErrSchemaNew},
		"empty, may be made":           {Options{Create: true}, 0, true, true, nil},
		"empty, may not be made":       {Options{Migrate: true}, 0, true, false, ErrNotThere},
		"empty, to be read":            {Options{Create: true, ReadOnly: true}, 0, false, false, ErrNotThere},
		"older PostgreSQL":             {Options{Create: true}, 6, true, false, ErrSchemaOld},
		"older PostgreSQL, to migrate": {Options{Migrate: true}, 6, true, true, nil},
		"older SQLite":                 {Options{}, 6, false, true, nil},
		"older SQLite, to be read":     {Options{ReadOnly: true}, 6, false, false, ErrSchemaOld},
	} {
		t.Run(name, func(t *testing.T) {
			migrate, err := c.options.judge(c.have, 7, c.isPostgres)
			if migrate != c.migrate || !errors.Is(err, c.err) {
				t.Errorf("got %v, %v", migrate, err)
			}
		})
	}
}
