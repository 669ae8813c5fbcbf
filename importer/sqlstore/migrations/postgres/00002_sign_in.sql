-- +goose Up
-- How new users come to sign in, and the mails about it.

alter table contacts add column time_zone text collate "C" not null default '';

alter table users
    add column status_within_dates text collate "C" not null default '' check (status_within_dates in ('', 'active', 'invited')),
    add column awaited_onboarding text collate "C" not null default '',
    add column signed_in_at timestamptz;

-- The link with which a user sets a password: one at a time. token_hash is the SHA-256 of the token.
create table invitations (
    user_id uuid primary key references users (id),
    token_hash text collate "C" not null,
    expires_at timestamptz not null,
    import_id uuid,
    created_at timestamptz not null
);

-- A mail may wait for its turn (next_attempt_at) or be claimed by who is sending it (claimed_until). sealed is the
-- secret that it carries, encrypted and in base64; it is erased when the mail is sent.
drop index outbox_once;
alter table outbox
    drop column sealed,
    add column sealed text collate "C" not null default '',
    add column organization text collate "C" not null default '',
    add column expires_at timestamptz,
    add column summary json,
    add column claimed_until timestamptz,
    add column sent_at timestamptz;
create unique index outbox_once on outbox (user_id, template, import_id, organization);
drop index outbox_waiting;
create index outbox_waiting on outbox (id) where state in ('queued', 'held', 'sending');

-- A password hash that an import replaced, sealed, so that undo can put it back.
alter table audit_values add column secret_before text collate "C" not null default '';

-- +goose Down
alter table audit_values drop column secret_before;
drop index outbox_waiting;
create index outbox_waiting on outbox (next_attempt_at) where state in ('queued', 'sending');
drop index outbox_once;
alter table outbox
    drop column sealed, drop column organization, drop column expires_at, drop column summary,
    drop column claimed_until, drop column sent_at,
    add column sealed bytea;
create unique index outbox_once on outbox (user_id, template, import_id);
drop table invitations;
alter table users drop column status_within_dates, drop column awaited_onboarding, drop column signed_in_at;
alter table contacts drop column time_zone;
