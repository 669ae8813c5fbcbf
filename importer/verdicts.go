package importer

import (
	"context"
	"fmt"
)

// verdicts is what only the whole file can say about single rows, by row.
type verdicts struct {
	managers map[int32]verdict
	clones   map[int32]*cloneVerdict
}

// any reports whether there is anything to say.
func (v *verdicts) any() bool { return v.managers != nil || v.clones != nil }

// judgeReferences says what becomes of the rows that refer to others, and how many are refused for it. Who is refused can be the
// template or the manager of others in turn, so it judges until nobody else is.
func (r *run) judgeReferences(ctx context.Context, sp *spool) (verdicts, int, error) {
	templates := r.decider.clones
	if err := templates.gather(sp, r.layout); err != nil {
		return verdicts{}, 0, err
	}
	for {
		v := verdicts{clones: templates.judge(r.decider)}
		refused := make(map[int32]bool)
		for row, clone := range v.clones {
			if clone.code != "" {
				refused[row] = true
			}
		}
		r.chart.refuse(refused)
		byManager, err := r.judgeManagers(ctx, &v)
		if err != nil {
			return v, 0, err
		}
		if templates.refuse(byManager) {
			continue
		}
		r.chart, r.decider.clones = nil, nil // their memory is needed no more
		return v, len(refused) + len(byManager), nil
	}
}

// judgeManagers says who is meant by each row that names a manager, and returns the rows that are refused for it.
func (r *run) judgeManagers(ctx context.Context, v *verdicts) (refused map[int32]bool, err error) {
	if r.chart == nil {
		return nil, nil
	}
	unknownRefuses := severityOf(r.o.Rules, "manager.unknown") == Error
	v.managers, err = r.chart.judge(ctx, r.o.Directory, unknownRefuses)
	if err != nil {
		return nil, fmt.Errorf("look managers up in the directory: %w", err)
	}
	refused = make(map[int32]bool)
	for row, manager := range v.managers {
		if r.chart.refuses(manager, row, unknownRefuses) {
			refused[row] = true
		}
	}
	return refused, nil
}
