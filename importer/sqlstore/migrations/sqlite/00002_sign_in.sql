-- +goose Up
-- How new users come to sign in, and the mails about it.

alter table contacts add column time_zone text not null default '';

alter table users add column status_within_dates text not null default '' check (status_within_dates in ('', 'active', 'invited'));
alter table users add column awaited_onboarding text not null default '';
alter table users add column signed_in_at text;

-- The link with which a user sets a password: one at a time. token_hash is the SHA-256 of the token.
create table invitations (
    user_id text primary key references users (id),
    token_hash text not null,
    expires_at text not null,
    import_id text,
    created_at text not null
);

-- A mail may wait for its turn (next_attempt_at) or be claimed by who is sending it (claimed_until). sealed is the
-- secret that it carries, encrypted and in base64; it is erased when the mail is sent.
drop index outbox_once;
alter table outbox drop column sealed;
alter table outbox add column sealed text not null default '';
alter table outbox add column organization text not null default '';
alter table outbox add column expires_at text;
alter table outbox add column summary text;
alter table outbox add column claimed_until text;
alter table outbox add column sent_at text;
create unique index outbox_once on outbox (user_id, template, import_id, organization);
drop index outbox_waiting;
create index outbox_waiting on outbox (id) where state in ('queued', 'held', 'sending');

-- A password hash that an import replaced, sealed, so that undo can put it back.
alter table audit_values add column secret_before text not null default '';

-- +goose Down
alter table audit_values drop column secret_before;
drop index outbox_waiting;
create index outbox_waiting on outbox (next_attempt_at) where state in ('queued', 'sending');
drop index outbox_once;
alter table outbox drop column sent_at;
alter table outbox drop column claimed_until;
alter table outbox drop column summary;
alter table outbox drop column expires_at;
alter table outbox drop column organization;
alter table outbox drop column sealed;
alter table outbox add column sealed blob;
create unique index outbox_once on outbox (user_id, template, import_id);
drop table invitations;
alter table users drop column signed_in_at;
alter table users drop column awaited_onboarding;
alter table users drop column status_within_dates;
alter table contacts drop column time_zone;
