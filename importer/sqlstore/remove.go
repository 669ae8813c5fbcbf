package sqlstore

import (
	"context"

	"github.com/google/uuid"

	"muster/importer"
)

// remove takes those out of the directory whom the decisions remove: a statement for each table, what refers to others first.
func (w *batchWriter) remove(ctx context.Context, list []*importer.Decision) error {
	var users, contacts []string
	for _, d := range list {
		if d.Removes == importer.RemovesNothing {
			continue
		}
		if d.Before.UserID != uuid.Nil {
			users = append(users, d.Before.UserID.String())
		}
		if d.Removes == importer.RemovesPerson {
			contacts = append(contacts, d.Before.ContactID.String())
		}
	}
	if err := w.removeUsers(ctx, users); err != nil {
		return err
	}
	return w.removeContacts(ctx, contacts)
}

// ofUsers are the statements that let a user go. Mails stay: they tell what was sent to whom, and refer to nobody.
var ofUsers = [...]string{
	"delete from memberships where user_id in (select id from v)",
	"delete from group_members where user_id in (select id from v)",
	"delete from grants where user_id in (select id from v)",
	"delete from invitations where user_id in (select id from v)",
	"delete from identities where user_id in (select id from v)",
	"delete from users where id in (select id from v)",
}

func (w *batchWriter) removeUsers(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	for _, statement := range ofUsers {
		if err := w.session.exec(ctx, keySheet(uuidColumn("id"), ids), statement); err != nil {
			return err
		}
	}
	return nil
}

// removeContacts also takes the managers away from those whom the undone import touched: they go too, or their old manager
// comes back to them in their turn. Whoever else has one of the contacts as manager, forbids to remove it.
func (w *batchWriter) removeContacts(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	undone := w.imp.Undoes.String()
	for _, statement := range [...]string{
		// Mostly nobody is managed by them; that is found out first, and costs nothing then.
		", managed as materialized (select c.id from v join contacts c on c.manager_id = v.id)" +
			" update contacts set manager_id = null where id in (select id from managed) and exists (" +
			"select 1 from audit a where a.contact_id = contacts.id and a.import_id = '" + undone + "')",
		"delete from contacts where id in (select id from v)",
	} {
		if err := w.session.exec(ctx, keySheet(uuidColumn("id"), ids), statement); err != nil {
			return err
		}
	}
	return nil
}
