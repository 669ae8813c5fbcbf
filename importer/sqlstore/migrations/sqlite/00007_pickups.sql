-- +goose Up
-- The files that pickups have taken out of drop folders: what each is called while it is worked on (claim), and where it
-- was put in the end (place). An entry without settled_at is unfinished business of the next pickup.
create table picked_files (
    id text primary key,
    definition text not null,
    folder text not null,
    name text not null,
    size integer not null,
    sha256 text not null default '',
    claim text not null,
    marker text not null default '',
    state text not null check (state in ('claimed', 'imported', 'settled', 'lost', 'left')),
    import_id text,
    place text not null default '',
    seen_at text not null,
    settled_at text
);
create index picked_files_open on picked_files (definition) where settled_at is null;
create index picked_files_hash on picked_files (sha256);
create index picked_files_import on picked_files (import_id) where import_id is not null;

-- +goose Down
drop table picked_files;
