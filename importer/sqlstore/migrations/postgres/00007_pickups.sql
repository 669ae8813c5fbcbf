-- +goose Up
-- The files that pickups have taken out of drop folders: what each is called while it is worked on (claim), and where it
-- was put in the end (place). An entry without settled_at is unfinished business of the next pickup.
create table picked_files (
    id uuid primary key,
    definition text collate "C" not null,
    folder text collate "C" not null,
    name text collate "C" not null,
    size bigint not null,
    sha256 text collate "C" not null default '',
    claim text collate "C" not null,
    marker text collate "C" not null default '',
    state text collate "C" not null check (state in ('claimed', 'imported', 'settled', 'lost', 'left')),
    import_id uuid,
    place text collate "C" not null default '',
    seen_at timestamptz not null,
    settled_at timestamptz
);
create index picked_files_open on picked_files (definition) where settled_at is null;
create index picked_files_hash on picked_files (sha256);
create index picked_files_import on picked_files (import_id) where import_id is not null;

-- +goose Down
drop table picked_files;
