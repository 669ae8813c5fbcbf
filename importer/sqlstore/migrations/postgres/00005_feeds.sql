-- +goose Up
-- Whom the files of a definition that name everybody have brought: who is absent from the newest one has left. import_id
-- is the import that first brought the person, absent_in the one that deactivated them for being in no row, was
-- the status that they had, and back_in the import in which they were active again since.
create table feed_people (
    definition text collate "C" not null,
    contact_id uuid not null references contacts (id) on delete cascade,
    import_id uuid not null,
    absent_in uuid,
    was text collate "C" not null default '',
    back_in uuid,
    primary key (definition, contact_id)
);
create index feed_people_contact on feed_people (contact_id);

-- Who came by a definition before there was this table.
insert into feed_people (definition, contact_id, import_id)
select i.definition, c.id, min(i.id::text)::uuid
from imports i join import_rows r on r.import_id = i.id join contacts c on c.id = r.contact_id
where i.definition <> '' and r.result in ('created', 'updated', 'unchanged')
group by i.definition, c.id;

-- limits has the limits that hold the import back, released those that somebody has released, absent what became of who is
-- in no row.
alter table imports add column limits json;
alter table imports add column absent json;
alter table imports add column released json;
alter table imports add column superseded_by uuid;

-- +goose Down
alter table imports drop column superseded_by;
alter table imports drop column released;
alter table imports drop column absent;
alter table imports drop column limits;
drop table feed_people;
