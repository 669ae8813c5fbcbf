package main

import (
	"os"
	"path/filepath"
	"strings"
)

// dump returns every cell of every table of the directory, as text, under "table.column".
func (d *desk) dump() map[string][]string {
	d.Helper()
	list := "select tablename from pg_tables where schemaname = 'public' order by 1"
	if strings.HasPrefix(d.dsn, "sqlite:") {
		list = "select name from sqlite_master where type = 'table' order by 1"
	}
	tables := d.query(list)
	if len(tables) < 15 {
		d.Fatalf("only the tables %v", tables)
	}
	cells := make(map[string][]string)
	db := d.database()
	for _, table := range tables {
		rows, err := db.QueryContext(d.Context(), `select * from "`+table+`"`)
		if err != nil {
			d.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			d.Fatal(err)
		}
		for rows.Next() {
			texts := make([][]byte, len(names))
			targets := make([]any, len(names))
			for i := range texts {
				targets[i] = &texts[i]
			}
			if err := rows.Scan(targets...); err != nil {
				d.Fatal(err)
			}
			for i, text := range texts {
				cells[table+"."+names[i]] = append(cells[table+"."+names[i]], string(text))
			}
		}
		if err := rows.Err(); err != nil {
			d.Fatal(err)
		}
	}
	return cells
}

// files returns the content of every file in the desk's folder, by path.
func (d *desk) files() map[string]string {
	d.Helper()
	all := make(map[string]string)
	err := filepath.WalkDir(".", func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all[path] = string(content)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return all
}
