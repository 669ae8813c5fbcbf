-- +goose Up
-- What an import was asked for, as the program wrote it down: with it, the import can be run again without a question. It
-- holds no secret.
alter table imports add column request text;
-- The batch has results only: the import was stopped before it changed anybody.
alter table import_batches add column stopped integer not null default 0;

-- +goose Down
alter table import_batches drop column stopped;
alter table imports drop column request;
