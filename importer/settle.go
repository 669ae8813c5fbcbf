package importer

import "github.com/google/uuid"

// managerOf returns the manager of somebody who may not be there.
func managerOf(p *Person) uuid.UUID {
	if p == nil {
		return uuid.Nil
	}
	return p.ManagerID
}

// settleManager completes a surveyed decision with the verdict about the manager that its row names.
func (d *decider) settleManager(dec *Decision, e *Entry, v verdict) {
	if !namesManager(dec, e) || dec.Result == Failed || dec.Result == Skipped {
		return
	}
	own := e.Problems
	defer func() { e.Problems = own }()
	e.Problems = dec.Problems[:len(dec.Problems):len(dec.Problems)]
	switch v.code {
	case "":
		d.setManager(dec, e, v.manager)
	case "manager.refused":
		e.Warn(Manager.String(), v.code, "the row of this manager was refused, so the manager stays as it is; mend that row and import both again", "")
	case "manager.cycle":
		e.Report(d.managerSeverity(dec, v.code), Manager.String(), v.code, "over one or more steps this person would be their own manager; correct the manager of one of them", "")
	default:
		e.Report(d.managerSeverity(dec, v.code), Manager.String(), v.code,
			"nobody in the file or the directory has this external id, email or username; correct it, or import the manager first", "")
	}
	if !e.Good() {
		d.refuse(dec, e)
	}
	dec.Problems = e.Problems
}

// managerSeverity says whether a wrong manager refuses the row. It never keeps somebody's access alive who
// is to be locked out.
func (d *decider) managerSeverity(dec *Decision, code string) Severity {
	if dec.Event == eventDeactivated {
		return Warning
	}
	return severityOf(d.rules, code)
}

// setManager makes the manager part of the change; uuid.Nil takes it away.
func (d *decider) setManager(dec *Decision, e *Entry, manager uuid.UUID) {
	if managerOf(dec.Before) == manager {
		return
	}
	if dec.Result == Unchanged {
		dec.After = dec.Before.Clone()
	}
	dec.Forget()
	dec.After.ManagerID, dec.After.Values[Manager] = manager, ""
	if manager != uuid.Nil {
		dec.After.Values[Manager] = e.Values[Manager]
	}
	if dec.Before != nil {
		d.settle(dec)
	}
}
