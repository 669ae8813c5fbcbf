-- +goose Up
-- Mails outlive the users whom they were sent to, as results do: they refer to nobody. A batch is written once, so that no
-- index has to see to it that a mail is queued once; what is asked for is the earlier mails of a user.
create table mails (
    id text primary key,
    user_id text,
    recipient text not null,
    template text not null,
    state text not null check (state in ('queued', 'held', 'sending', 'sent', 'dead', 'withdrawn')),
    attempts integer not null default 0,
    import_id text,
    created_at text not null,
    next_attempt_at text,
    last_error text not null default '',
    sealed text not null default '',
    organization text not null default '',
    expires_at text,
    summary text,
    claimed_until text,
    sent_at text
) without rowid;
insert into mails select id, user_id, recipient, template, state, attempts, import_id, created_at, next_attempt_at, last_error, sealed,
    organization, expires_at, summary, claimed_until, sent_at
    from outbox;
drop table outbox;
alter table mails rename to outbox;
create index outbox_of_users on outbox (user_id, id);
create index outbox_waiting on outbox (id) where state in ('queued', 'sending');

-- +goose Down
create table mails (
    id text primary key,
    user_id text references users (id),
    recipient text not null,
    template text not null,
    state text not null check (state in ('queued', 'held', 'sending', 'sent', 'dead', 'withdrawn')),
    attempts integer not null default 0,
    import_id text,
    created_at text not null,
    next_attempt_at text,
    last_error text not null default '',
    sealed text not null default '',
    organization text not null default '',
    expires_at text,
    summary text,
    claimed_until text,
    sent_at text
);
update outbox set user_id = null where user_id not in (select id from users);
insert into mails select id, user_id, recipient, template, state, attempts, import_id, created_at, next_attempt_at, last_error, sealed,
    organization, expires_at, summary, claimed_until, sent_at
    from outbox;
drop table outbox;
alter table mails rename to outbox;
create unique index outbox_once on outbox (user_id, template, import_id, organization);
create index outbox_waiting on outbox (id) where state in ('queued', 'sending');
