package importer

import "github.com/google/uuid"

// A staff finds out which of the managers whom an import made stay when it is undone: whoever stays keeps their manager,
// and who is a manager is not removed. Its memory grows with the managers, not with the people.
type staff struct {
	stay map[uuid.UUID]bool // every manager whom the import made
	// boss has the managers' own managers.
	boss map[uuid.UUID]uuid.UUID
}

// newStaff begins with the managers; true is who stays already.
func newStaff(managers map[uuid.UUID]bool) *staff {
	s := &staff{stay: make(map[uuid.UUID]bool, len(managers)), boss: make(map[uuid.UUID]uuid.UUID)}
	for id, stays := range managers {
		s.stay[id] = stays
	}
	return s
}

// note looks at what the undo would do to somebody if all managers could go.
func (s *staff) note(d *Decision) {
	if d.Before == nil {
		return
	}
	left := d.Left()
	if left == nil {
		if _, manages := s.stay[d.Before.ContactID]; manages {
			s.boss[d.Before.ContactID] = d.Before.ManagerID
		}
		return
	}
	if _, made := s.stay[left.ManagerID]; made {
		s.stay[left.ManagerID] = true
	}
}

// staying returns the managers who stay: also those of managers who stay, all the way up.
func (s *staff) staying() map[uuid.UUID]bool {
	result := make(map[uuid.UUID]bool)
	for id, stays := range s.stay {
		for stays && !result[id] {
			result[id] = true
			id = s.boss[id]
			_, stays = s.stay[id]
		}
	}
	return result
}
