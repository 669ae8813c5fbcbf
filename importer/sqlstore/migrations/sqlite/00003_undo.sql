-- +goose Up
-- What taking an import back needs. details is what an audit entry does not show: the ids of managers, who gave what.
alter table audit_values add column details text;
-- An undo is an import too: undoes names the one that it takes back, undo says what became of people and mails.
alter table imports add column undoes text;
alter table imports add column undo text;
-- When the results of the rows, and what an undo needs, were forgotten.
alter table imports add column pruned_at text;

-- +goose Down
alter table imports drop column pruned_at;
alter table imports drop column undo;
alter table imports drop column undoes;
alter table audit_values drop column details;
