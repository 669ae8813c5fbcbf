-- +goose Up
-- What taking an import back needs. details is what an audit entry does not show: the ids of managers, who gave what.
alter table audit_values add column details json;
-- An undo is an import too: undoes names the one that it takes back, undo says what became of people and mails.
alter table imports add column undoes uuid;
alter table imports add column undo json;
-- When the results of the rows, and what an undo needs, were forgotten.
alter table imports add column pruned_at timestamptz;

-- +goose Down
alter table imports drop column pruned_at;
alter table imports drop column undo;
alter table imports drop column undoes;
alter table audit_values drop column details;
