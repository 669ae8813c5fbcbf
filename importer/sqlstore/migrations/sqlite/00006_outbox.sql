-- +goose Up
-- Mails that are held may be many, and nobody looks for them when the next one to send is wanted.
drop index outbox_waiting;
create index outbox_waiting on outbox (id) where state in ('queued', 'sending');

-- +goose Down
drop index outbox_waiting;
create index outbox_waiting on outbox (id) where state in ('queued', 'held', 'sending');
