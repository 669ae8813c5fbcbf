package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
)

// measureUndo fills a directory that is new and measures how long it takes to undo that.
func (b *bench) measureUndo(ctx context.Context, side, dsn string) error {
	return b.add(side, stepUndo, b.file("people.csv"), func(file string) (measurement, error) {
		if _, err := b.measure(ctx, file, dsn); err != nil {
			return measurement{}, err
		}
		list, err := exec.CommandContext(ctx, b.muster, "imports", "--db", dsn, "--json").Output()
		if err != nil {
			return measurement{}, fmt.Errorf("list the imports: %w", err)
		}
		var imported struct {
			Import string `json:"import"`
		}
		if err := json.Unmarshal(list, &imported); err != nil {
			return measurement{}, fmt.Errorf("read the list of imports: %w", err)
		}
		cmd := exec.CommandContext(ctx, b.muster, "undo", imported.Import, "--db", dsn,
			"--report", b.file("people.results.csv"), "--progress", "none", "--json")
		cmd.Dir = b.folder
		m, out, err := measure(ctx, cmd)
		if err != nil {
			return measurement{}, err
		}
		m.counts, err = countsOf(out)
		return m, errors.Join(err, b.removeReports())
	})
}

// countsOf reads the counts of a summary.
func countsOf(out []byte) (counts, error) {
	var summary struct {
		Rows counts `json:"rows"`
	}
	if err := json.Unmarshal(out, &summary); err != nil {
		return counts{}, fmt.Errorf("read the summary: %w", err)
	}
	return summary.Rows, nil
}
