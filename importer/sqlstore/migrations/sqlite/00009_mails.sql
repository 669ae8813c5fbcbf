-- +goose Up
-- A batch is written once, so that no index has to see to it that a mail is queued once. What is asked for is the
-- earlier mails of a user.
drop index outbox_once;
create index outbox_of_users on outbox (user_id, id);

-- +goose Down
drop index outbox_of_users;
create unique index outbox_once on outbox (user_id, template, import_id, organization);
