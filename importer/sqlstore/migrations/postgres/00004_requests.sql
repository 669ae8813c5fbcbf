-- +goose Up
-- What an import was asked for, as the program wrote it down: with it, the import can be run again without a question. It
-- holds no secret.
alter table imports add column request json;

-- +goose Down
alter table imports drop column request;
