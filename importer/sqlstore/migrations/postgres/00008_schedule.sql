-- +goose Up
-- What was begun by the clock: each planned time of a definition is begun once.
create table runs (
    definition text collate "C" not null,
    planned_at timestamptz not null,
    begun_at timestamptz not null,
    ended_at timestamptz,
    outcome text collate "C" not null default '',
    primary key (definition, planned_at)
);

-- What somebody was told about a definition, so that nobody is told twice.
create table tellings (
    definition text collate "C" not null,
    event text collate "C" not null,
    about text collate "C" not null,
    told_at timestamptz not null,
    primary key (definition, event, about)
);

-- +goose Down
drop table tellings;
drop table runs;
