-- +goose Up
-- Mails outlive the users whom they were sent to, as results do: they refer to nobody. A batch is written once, so that no
-- index has to see to it that a mail is queued once; what is asked for is the earlier mails of a user.
alter table outbox drop constraint outbox_user_id_fkey;
drop index outbox_once;
create index outbox_of_users on outbox (user_id, id);

-- +goose Down
drop index outbox_of_users;
create unique index outbox_once on outbox (user_id, template, import_id, organization);
update outbox set user_id = null where user_id not in (select id from users);
alter table outbox add constraint outbox_user_id_fkey foreign key (user_id) references users (id);
