-- The tables of the yardstick: the least that the job needs, with the unique indexes and foreign
-- keys without which its answers would not be safe. Loaded before the clock starts.

create table groups (
    id   integer generated always as identity primary key,
    name text not null unique
);

create table roles (
    id   integer generated always as identity primary key,
    name text not null unique
);

create table countries (
    code    text primary key,
    calling text not null
);

create table contacts (
    id          bigint primary key,
    external_id text not null unique,
    given_name  text not null,
    family_name text not null,
    email       text not null,
    mobile      text,
    country     text references countries,
    language    text,
    department  text,
    start_date  date,
    updated_at  timestamptz not null default now()
);
create unique index contacts_email on contacts (lower(email) collate "C");
create sequence contacts_id owned by contacts.id cache 1000;

create table users (
    id         bigint primary key, -- the contact's
    contact_id bigint not null unique references contacts,
    role_id    integer references roles,
    status     text not null default 'active',
    created_at timestamptz not null default now()
);

create table memberships (
    user_id  bigint  not null references users,
    group_id integer not null references groups,
    primary key (user_id, group_id)
);

create table audit (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default now(),
    event      text not null,
    contact_id bigint not null,
    row        integer not null,
    before     jsonb,
    after      jsonb
);

insert into countries (code, calling) values
    ('DE', '49'), ('FR', '33'), ('GB', '44'), ('ES', '34'), ('IT', '39'), ('PL', '48'), ('NL', '31'), ('SE', '46'), ('TR', '90'),
    ('UA', '380'), ('BG', '359'), ('GR', '30'), ('JP', '81'), ('CN', '86'), ('KR', '82'), ('IN', '91'), ('EG', '20'), ('BR', '55');
