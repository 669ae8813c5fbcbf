package job

import (
	"context"
	"fmt"
	"time"

	"muster/importer"
)

// lookBack finds out whether the file was imported before, and says so where that import was cut off: it can be carried
// on.
func (j *job) lookBack(ctx context.Context) (*importer.Earlier, error) {
	if j.Store == nil || j.Resume != nil {
		return nil, nil
	}
	all, err := j.Store.Earlier(ctx, j.imp.SHA256, j.imp.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	if last := all[0]; last.State == importer.Interrupted && last.Definition == j.imp.Definition && j.Notice != nil {
		j.Notice(fmt.Sprintf("the import %s of this file was cut off (begun %s); this run is a new one, and 'muster resume %s' would carry that one on",
			last.ID, last.Started.Local().Format(time.DateTime), last.ID))
	}
	for _, e := range all {
		if e.State == importer.Finished {
			return &importer.Earlier{Import: e.ID.String(), Started: e.Started}, nil
		}
	}
	return nil, nil
}
