-- +goose Up
-- The directory: who is there, what they may do, what imports did.
-- Text compares by code point (SQLite's default) and keys (*_key) are folded by the program, so that
-- PostgreSQL and SQLite agree on order and on who is who. Ids and times (UTC, microseconds) are text. An empty text is "none"; keys are null then,
-- because a unique key that nobody has must not collide.

create table organizations (
    id text primary key,
    name text not null,
    name_key text not null unique,
    sign_in text not null default '' check (sign_in in ('', 'password', 'sso'))
);

create table "groups" (
    id text primary key,
    name text not null,
    name_key text not null unique
);

-- Roles, profiles, scopes, rights and accounts: what can be granted.
create table entitlements (
    id text primary key,
    kind text not null check (kind in ('roles', 'profiles', 'scopes', 'rights', 'accounts')),
    name text not null,
    name_key text not null,
    unique (kind, name_key)
);

create table licenses (
    id text primary key,
    name text not null,
    name_key text not null unique,
    seats integer not null default 0
);

-- What else the catalog says, as one JSON document.
create table catalog (
    id integer primary key check (id = 1),
    settings text not null
);

create table contacts (
    id text primary key,
    version integer not null,
    kind text not null default '' check (kind in ('', 'person', 'organization', 'service')),
    external_system text not null default '',
    external_id text not null default '',
    external_key text check (length(external_key) <= 600),
    given_name text not null default '',
    family_name text not null default '',
    display_name text not null default '',
    email text not null default '',
    email_key text unique check (length(email_key) <= 600),
    mobile text not null default '',
    phone text not null default '',
    country text not null default '',
    language text not null default '',
    job_title text not null default '',
    department text not null default '',
    location text not null default '',
    manager_id text references contacts (id),
    start_date text not null default '',
    end_date text not null default '',
    first_created_at text not null default '',
    attributes text not null default '{}',
    created_at text not null,
    created_by text not null,
    import_id text
);
create unique index contacts_external on contacts (external_key, external_system);
create index contacts_manager on contacts (manager_id) where manager_id is not null;

create table users (
    id text primary key,
    contact_id text not null unique references contacts (id),
    username text not null default '',
    username_key text unique check (length(username_key) <= 600),
    status text not null default '' check (status in ('', 'active', 'inactive', 'invited')),
    portal text not null default '' check (portal in ('', 'internal', 'client')),
    license text not null default '',
    email_verified integer,
    must_reset_password integer,
    require_mfa integer
);

-- How a user signs in. secret is a hash, never a password.
create table identities (
    user_id text not null references users (id),
    kind text not null,
    temporary integer not null default 0,
    secret text not null default '',
    import_id text,
    created_at text not null,
    primary key (user_id, kind)
) without rowid;

create table memberships (
    user_id text not null references users (id),
    organization_id text not null references organizations (id),
    role text not null default '',
    given_by text not null,
    primary key (user_id, organization_id)
) without rowid;
create index memberships_organization on memberships (organization_id);

create table group_members (
    user_id text not null references users (id),
    group_id text not null references "groups" (id),
    given_by text not null,
    primary key (user_id, group_id)
) without rowid;

create table grants (
    user_id text not null references users (id),
    entitlement_id text not null references entitlements (id),
    given_by text not null,
    primary key (user_id, entitlement_id)
) without rowid;

create table imports (
    id text primary key,
    definition text not null,
    source text not null,
    sha256 text not null,
    actor text not null,
    os_user text not null,
    host text not null,
    state text not null,
    atomic integer not null,
    started_at text not null,
    finished_at text,
    seconds real not null default 0,
    created integer not null default 0,
    updated integer not null default 0,
    unchanged integer not null default 0,
    skipped integer not null default 0,
    failed integer not null default 0,
    deactivated integer not null default 0,
    warnings integer not null default 0,
    problems text not null default '{}',
    held_passwords integer not null default 0,
    held_edits integer not null default 0,
    mails_queued integer not null default 0,
    mail_server integer not null default 0,
    directory_new integer not null default 0,
    reports text not null default '[]',
    error text not null default '',
    catalog text
);
create index imports_started on imports (started_at);

create table import_batches (
    import_id text not null references imports (id),
    number integer not null,
    first_row integer not null,
    last_row integer not null,
    created integer not null,
    updated integer not null,
    unchanged integer not null,
    skipped integer not null,
    failed integer not null,
    written_at text not null,
    primary key (import_id, number)
) without rowid;

-- One result for every row. The person's ids are no references: results outlive the people.
create table import_rows (
    import_id text not null,
    row_number integer not null,
    batch integer not null,
    result text not null check (result in ('created', 'updated', 'unchanged', 'skipped', 'failed')),
    contact_id text,
    user_id text,
    problems text,
    primary key (import_id, row_number)
) without rowid;

-- The audit is append-only: triggers refuse to change or delete an entry. Its ids rise with time.
create table audit (
    id text primary key,
    at text not null,
    event text not null,
    actor text not null,
    os_user text not null,
    host text not null,
    subject text not null,
    contact_id text,
    import_id text,
    row_number integer
);
create index audit_contact on audit (contact_id) where contact_id is not null;
create index audit_import on audit (import_id, row_number) where import_id is not null;

-- The personal values of audit entries: apart, because the law may ask to erase them.
-- grants_before says in full (role, giver) what the person held, where the entry changed it: undo needs it.
create table audit_values (
    audit_id text primary key references audit (id),
    before text,
    after text,
    grants_before text
) without rowid;

create table outbox (
    id text primary key,
    user_id text references users (id),
    recipient text not null,
    template text not null,
    state text not null check (state in ('queued', 'held', 'sending', 'sent', 'dead', 'withdrawn')),
    attempts integer not null default 0,
    import_id text,
    sealed blob,
    created_at text not null,
    next_attempt_at text,
    last_error text not null default ''
);
create unique index outbox_once on outbox (user_id, template, import_id);
create index outbox_waiting on outbox (next_attempt_at) where state in ('queued', 'sending');

-- +goose StatementBegin
create trigger audit_keep before update on audit
begin
    select raise(abort, 'the audit is append-only: entries are never changed or deleted');
end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger audit_keep_all before delete on audit
begin
    select raise(abort, 'the audit is append-only: entries are never changed or deleted');
end;
-- +goose StatementEnd

-- +goose Down
drop table outbox;
drop table audit_values;
drop table audit;
drop table import_rows;
drop table import_batches;
drop table imports;
drop table grants;
drop table group_members;
drop table memberships;
drop table identities;
drop table users;
drop table contacts;
drop table catalog;
drop table licenses;
drop table entitlements;
drop table "groups";
drop table organizations;
