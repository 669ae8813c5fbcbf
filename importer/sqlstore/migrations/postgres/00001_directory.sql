-- +goose Up
-- The directory: who is there, what they may do, what imports did.
-- Text compares by code point (COLLATE "C") and keys (*_key) are folded by the program, so that
-- PostgreSQL and SQLite agree on order and on who is who. An empty text is "none"; keys are null then,
-- because a unique key that nobody has must not collide.

create table organizations (
    id uuid primary key,
    name text collate "C" not null,
    name_key text collate "C" not null unique,
    sign_in text collate "C" not null default '' check (sign_in in ('', 'password', 'sso'))
);

create table groups (
    id uuid primary key,
    name text collate "C" not null,
    name_key text collate "C" not null unique
);

-- Roles, profiles, scopes, rights and accounts: what can be granted.
create table entitlements (
    id uuid primary key,
    kind text collate "C" not null check (kind in ('roles', 'profiles', 'scopes', 'rights', 'accounts')),
    name text collate "C" not null,
    name_key text collate "C" not null,
    unique (kind, name_key)
);

create table licenses (
    id uuid primary key,
    name text collate "C" not null,
    name_key text collate "C" not null unique,
    seats bigint not null default 0
);

-- What else the catalog says, as one JSON document.
create table catalog (
    id bigint primary key check (id = 1),
    settings json not null
);

create table contacts (
    id uuid primary key,
    version bigint not null,
    kind text collate "C" not null default '' check (kind in ('', 'person', 'organization', 'service')),
    external_system text collate "C" not null default '',
    external_id text collate "C" not null default '',
    external_key text collate "C" check (length(external_key) <= 600),
    given_name text collate "C" not null default '',
    family_name text collate "C" not null default '',
    display_name text collate "C" not null default '',
    email text collate "C" not null default '',
    email_key text collate "C" unique check (length(email_key) <= 600),
    mobile text collate "C" not null default '',
    phone text collate "C" not null default '',
    country text collate "C" not null default '',
    language text collate "C" not null default '',
    job_title text collate "C" not null default '',
    department text collate "C" not null default '',
    location text collate "C" not null default '',
    manager_id uuid references contacts (id),
    start_date text collate "C" not null default '',
    end_date text collate "C" not null default '',
    first_created_at text collate "C" not null default '',
    attributes json not null default '{}',
    created_at timestamptz not null,
    created_by text collate "C" not null,
    import_id uuid
);
create unique index contacts_external on contacts (external_key, external_system);
create index contacts_manager on contacts (manager_id) where manager_id is not null;

create table users (
    id uuid primary key,
    contact_id uuid not null unique references contacts (id),
    username text collate "C" not null default '',
    username_key text collate "C" unique check (length(username_key) <= 600),
    status text collate "C" not null default '' check (status in ('', 'active', 'inactive', 'invited')),
    portal text collate "C" not null default '' check (portal in ('', 'internal', 'client')),
    license text collate "C" not null default '',
    email_verified boolean,
    must_reset_password boolean,
    require_mfa boolean
);

-- How a user signs in. secret is a hash, never a password.
create table identities (
    user_id uuid not null references users (id),
    kind text collate "C" not null,
    temporary boolean not null default false,
    secret text collate "C" not null default '',
    import_id uuid,
    created_at timestamptz not null,
    primary key (user_id, kind)
);

create table memberships (
    user_id uuid not null references users (id),
    organization_id uuid not null references organizations (id),
    role text collate "C" not null default '',
    given_by text collate "C" not null,
    primary key (user_id, organization_id)
);
create index memberships_organization on memberships (organization_id);

create table group_members (
    user_id uuid not null references users (id),
    group_id uuid not null references groups (id),
    given_by text collate "C" not null,
    primary key (user_id, group_id)
);

create table grants (
    user_id uuid not null references users (id),
    entitlement_id uuid not null references entitlements (id),
    given_by text collate "C" not null,
    primary key (user_id, entitlement_id)
);

create table imports (
    id uuid primary key,
    definition text collate "C" not null,
    source text collate "C" not null,
    sha256 text collate "C" not null,
    actor text collate "C" not null,
    os_user text collate "C" not null,
    host text collate "C" not null,
    state text collate "C" not null,
    atomic boolean not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    seconds double precision not null default 0,
    created bigint not null default 0,
    updated bigint not null default 0,
    unchanged bigint not null default 0,
    skipped bigint not null default 0,
    failed bigint not null default 0,
    deactivated bigint not null default 0,
    warnings bigint not null default 0,
    problems json not null default '{}',
    held_passwords bigint not null default 0,
    held_edits bigint not null default 0,
    mails_queued bigint not null default 0,
    mail_server boolean not null default false,
    directory_new boolean not null default false,
    reports json not null default '[]',
    error text collate "C" not null default '',
    catalog json
);
create index imports_started on imports (started_at);

create table import_batches (
    import_id uuid not null references imports (id),
    number bigint not null,
    first_row bigint not null,
    last_row bigint not null,
    created bigint not null,
    updated bigint not null,
    unchanged bigint not null,
    skipped bigint not null,
    failed bigint not null,
    written_at timestamptz not null,
    primary key (import_id, number)
);

-- One result for every row. The person's ids are no references: results outlive the people.
create table import_rows (
    import_id uuid not null,
    row_number bigint not null,
    batch bigint not null,
    result text collate "C" not null check (result in ('created', 'updated', 'unchanged', 'skipped', 'failed')),
    contact_id uuid,
    user_id uuid,
    problems json,
    primary key (import_id, row_number)
);

-- The audit is append-only: triggers refuse to change or delete an entry. Its ids rise with time.
create table audit (
    id uuid primary key,
    at timestamptz not null,
    event text collate "C" not null,
    actor text collate "C" not null,
    os_user text collate "C" not null,
    host text collate "C" not null,
    subject text collate "C" not null,
    contact_id uuid,
    import_id uuid,
    row_number bigint
);
create index audit_contact on audit (contact_id) where contact_id is not null;
create index audit_import on audit (import_id, row_number) where import_id is not null;

-- The personal values of audit entries: apart, because the law may ask to erase them.
-- grants_before says in full (role, giver) what the person held, where the entry changed it: undo needs it.
create table audit_values (
    audit_id uuid primary key references audit (id),
    before json,
    after json,
    grants_before json
);

create table outbox (
    id uuid primary key,
    user_id uuid references users (id),
    recipient text collate "C" not null,
    template text collate "C" not null,
    state text collate "C" not null check (state in ('queued', 'held', 'sending', 'sent', 'dead', 'withdrawn')),
    attempts bigint not null default 0,
    import_id uuid,
    sealed bytea,
    created_at timestamptz not null,
    next_attempt_at timestamptz,
    last_error text collate "C" not null default ''
);
create unique index outbox_once on outbox (user_id, template, import_id);
create index outbox_waiting on outbox (next_attempt_at) where state in ('queued', 'sending');

-- +goose StatementBegin
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is append-only: entries are never changed or deleted';
end
$$;
-- +goose StatementEnd

create trigger audit_keep before update or delete on audit
    for each row execute function audit_is_append_only();
create trigger audit_keep_all before truncate on audit
    for each statement execute function audit_is_append_only();

-- +goose Down
drop table outbox, audit_values, audit, import_rows, import_batches, imports, grants, group_members, memberships,
    identities, users, contacts, catalog, licenses, entitlements, groups, organizations;
drop function audit_is_append_only();
