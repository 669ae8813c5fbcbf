-- +goose Up
-- What was begun by the clock: each planned time of a definition is begun once.
create table runs (
    definition text not null,
    planned_at text not null,
    begun_at text not null,
    ended_at text,
    outcome text not null default '',
    primary key (definition, planned_at)
);

-- What somebody was told about a definition, so that nobody is told twice.
create table tellings (
    definition text not null,
    event text not null,
    about text not null,
    told_at text not null,
    primary key (definition, event, about)
);

-- +goose Down
drop table tellings;
drop table runs;
