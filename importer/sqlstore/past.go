package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// pastColumns is what pastScanner reads, of audit a and audit_values w.
const pastColumns = "a.id, a.contact_id, a.subject, a.event, a.row_number, a.at, w.before, w.after, w.grants_before, w.details, w.secret_before"

// Pasts returns what an import did to these people, last first: one query, however many they are. Of what was
// pruned, or erased for a person's sake, only the fact is left.
func (s *Store) Pasts(ctx context.Context, id uuid.UUID, contacts []uuid.UUID) (map[uuid.UUID][]importer.Past, error) {
	ids := make([]string, len(contacts))
	for i, c := range contacts {
		ids[i] = c.String()
	}
	query := "select " + pastColumns + " from v join audit a on a.contact_id = v.id left join audit_values w on w.audit_id = a.id" +
		" where a.import_id = '" + id.String() + "'"
	scanner, err := s.newPastScanner(ctx, id)
	if err != nil {
		return nil, err
	}
	all := make(map[uuid.UUID][]importer.Past, len(contacts))
	order := make(map[uuid.UUID][]uuid.UUID, len(contacts))
	err = s.reading().query(ctx, keySheet(uuidColumn("id"), ids), query, func(rows *sqlx.Rows) error {
		past, entry, err := scanner.scan(rows)
		// A few entries a person at the most: each finds its place among the others, which are sorted.
		at := slices.IndexFunc(order[past.Contact], func(id uuid.UUID) bool { return id.String() < entry.String() })
		if at < 0 {
			at = len(order[past.Contact])
		}
		order[past.Contact] = slices.Insert(order[past.Contact], at, entry)
		all[past.Contact] = slices.Insert(all[past.Contact], at, past)
		return err
	})
	return all, wrap(ctx, err, "read what the import changed")
}

// A pastScanner reads what an import did out of rows of pastColumns.
type pastScanner struct {
	givenBy string // who gives what the import gives
}

func (s *Store) newPastScanner(ctx context.Context, id uuid.UUID) (*pastScanner, error) {
	summary, err := s.Import(ctx, id)
	if err != nil {
		return nil, err
	}
	imp := importer.Import{Definition: summary.Definition, Actor: importer.Actor{Name: summary.Actor}}
	return &pastScanner{givenBy: imp.GivenBy()}, nil
}

// scan returns what one entry says, and the entry's id.
func (s *pastScanner) scan(rows *sqlx.Rows) (past importer.Past, entry uuid.UUID, err error) {
	var subject string
	var at instant
	var row *int
	var before, after, grants, details []byte
	var secret sql.NullString
	if err := rows.Scan(&entry, &past.Contact, &subject, &past.Event, &row, &at, &before, &after, &grants, &details, &secret); err != nil {
		return past, entry, err
	}
	past.At = at.Time
	if row != nil {
		past.Row = *row
	}
	if user := parseID(subject); user != past.Contact {
		past.User = user
	}
	if err := s.read(&past, before, after, grants, details, secret.String); err != nil {
		return past, entry, fmt.Errorf("read audit entry %s: %w", entry, err)
	}
	return past, entry, nil
}

func (s *pastScanner) read(past *importer.Past, before, after, grants, more []byte, secret string) error {
	details, err := readDetails(more)
	if err != nil {
		return err
	}
	if past.SignIn, err = details.SignIn.past(secret); err != nil {
		return err
	}
	past.New, past.NewUser = details.New, details.NewUser
	if m := details.Manager; m != nil {
		past.Fields.Add(importer.Manager)
		past.Before.ManagerID, past.After.ManagerID = parseID(m.From), parseID(m.To)
	}
	if e := details.System; e != nil {
		past.System, past.Before.ExternalSystem, past.After.ExternalSystem = true, e.From, e.To
	}
	if err := s.readHeld(past, grants); err != nil {
		return err
	}
	if err := s.readSide(past, &past.Before, before, nil); err != nil {
		return err
	}
	if err := s.readSide(past, &past.After, after, details.Given); err != nil {
		return err
	}
	slices.Sort(past.Attributes)
	past.Attributes = slices.Compact(past.Attributes)
	return nil
}

// readHeld reads what the person held before.
func (s *pastScanner) readHeld(past *importer.Past, text []byte) error {
	if len(text) == 0 {
		return nil
	}
	var had []heldGrant
	if err := json.Unmarshal(text, &had); err != nil {
		return err
	}
	for _, h := range had {
		if g, ok := h.grant(); ok {
			past.Kinds[g.Kind] = true
			past.Before.Grants = append(past.Before.Grants, g)
		}
	}
	importer.SortGrants(past.Before.Grants)
	return nil
}

// readSide reads one side of an entry into p. given are those of p's grants that are known in full; of the
// others the entry has the names. The grants before an entry are all known.
func (s *pastScanner) readSide(past *importer.Past, p *importer.Person, text []byte, given []heldGrant) error {
	isAfter := p == &past.After
	known := make(map[string]bool, len(given))
	for _, h := range given {
		if g, ok := h.grant(); ok {
			past.Kinds[g.Kind] = true
			p.Grants = append(p.Grants, g)
			known[h.Kind+" "+grantText(g)] = true
		}
	}
	if len(text) == 0 {
		return nil
	}
	var values map[string]any
	if err := json.Unmarshal(text, &values); err != nil {
		return err
	}
	for name, value := range values {
		switch v := value.(type) {
		case string:
			setValue(past, p, name, v)
		case []any:
			kind, ok := importer.GrantKindNamed(name)
			if !ok {
				continue
			}
			past.Kinds[kind] = true
			for _, item := range v {
				if text, _ := item.(string); isAfter && !known[name+" "+text] {
					p.Grants = append(p.Grants, s.grantOf(kind, text))
				}
			}
		}
	}
	importer.SortGrants(p.Grants)
	return nil
}

// setValue sets what an entry says of one field or attribute.
func setValue(past *importer.Past, p *importer.Person, name, value string) {
	if f, ok := importer.FieldNamed(name); ok {
		past.Fields.Add(f)
		p.Values[f] = value
		return
	}
	if attribute, ok := importer.AttributeNamed(name); ok {
		if p.Attributes == nil {
			p.Attributes = make(map[string]string)
		}
		p.Attributes[attribute] = value
		past.Attributes = append(past.Attributes, attribute)
	}
}

// grantOf returns the grant of that text, given by the import.
func (s *pastScanner) grantOf(kind importer.GrantKind, text string) importer.Grant {
	g := importer.Grant{Kind: kind, Name: text, By: s.givenBy}
	if kind == importer.Organizations {
		g.Name, g.Role, _ = strings.Cut(text, roleSign)
	}
	return g
}

// grantText is how the lists of an entry name a grant.
func grantText(g importer.Grant) string {
	if g.Role != "" {
		return g.Name + roleSign + g.Role
	}
	return g.Name
}
