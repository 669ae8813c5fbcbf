-- The yardstick: what somebody who knows PostgreSQL well writes by hand to bring people.csv into
-- contacts, users and memberships: checks, duplicates, matching, only what differs is written, one audit
-- row for each change and a report with a line for each row, people.results.csv. One transaction, set-based.
-- Run it again and it finds everybody unchanged.
\set ON_ERROR_STOP on
\pset tuples_only on
\pset format unaligned
\o /dev/null
begin;
set local work_mem = '128MB';
set local temp_buffers = '256MB';
set local jit = off; -- compiling costs more than it saves here

create temp table staging (
    row integer generated always as identity (start 2),
    number text, given_name text, family_name text, email text, mobile text, country text,
    language text, department text, groups text, role text, start_date text
) on commit drop;
\copy staging (number, given_name, family_name, email, mobile, country, language, department, groups, role, start_date) from people.csv (format csv, header)
analyze staging;

-- Each group of each row, with its id where there is such a group.
create temp table wanted on commit drop as
select s.row, g.id as group_id, w.name
from staging s
cross join unnest(string_to_array(s.groups, ';')) as w (name)
left join groups g on g.name = trim(w.name);
analyze wanted;

-- What is wrong with a row by itself, and its values in their normal form.
create temp table checked on commit drop as
select s.row, s.number, s.given_name, s.family_name, s.email, lower(s.email) collate "C" as email_key,
       case when s.mobile like '+%' then '+' || translate(s.mobile, '+ -/().', '')
            when s.mobile <> '' then '+' || c.calling || ltrim(translate(s.mobile, ' -/().', ''), '0') end as mobile,
       c.code as country, s.language, s.department, r.id as role_id,
       case when s.start_date ~ '^\d{4}-\d\d-\d\d$' then s.start_date::date end as start_date,
       coalesce(w.groups, '{}') as groups,
       concat_ws(' | ',
           case when s.number = '' or s.number is null then 'external_id.missing: a personnel number is needed' end,
           case when s.email !~ '^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}$'
                     or s.email like '%..%' or s.email like '.%' or s.email like '%.@%' or length(s.email) > 254
                then 'email.invalid: this is not an email address' end,
           case when translate(s.mobile, ' -/().', '') !~ '^\+?\d{6,15}$' then 'mobile.invalid: this is not a mobile number' end,
           case when c.code is null and s.country <> '' then 'country.unknown: there is no such country' end,
           case when r.id is null and s.role <> '' then 'role.unknown: there is no such role' end,
           case when s.start_date !~ '^\d{4}-\d\d-\d\d$' then 'start_date.invalid: this is not a date' end,
           case when w.unknown then 'group.unknown: there is no such group' end
       ) as problems
from staging s
left join countries c on c.code = upper(trim(s.country))
left join roles r on r.name = trim(s.role)
left join (
    select row, array_agg(group_id order by group_id) as groups, bool_or(group_id is null) as unknown
    from wanted group by row
) w on w.row = s.row;
analyze checked;

-- What becomes of each row: the first good row of an address or number wins, known people are found by
-- number, then by address.
create temp table decided on commit drop as
with first_email as (
    select email_key, min(row) as row from checked where problems = '' group by email_key having count(*) > 1
), first_number as (
    select number, min(row) as row from checked where problems = '' group by number having count(*) > 1
), matched as (
    select k.*, coalesce(n.id, e.id) as contact_id,
           concat_ws(' | ', nullif(k.problems, ''),
               case when fe.row < k.row then 'email.duplicate_in_file: row ' || fe.row || ' has it' end,
               case when fn.row < k.row then 'external_id.duplicate_in_file: row ' || fn.row || ' has it' end,
               case when n.id <> e.id or (n.id is null and e.id is not null)
                    then 'match.conflict: the number and the address are those of different people' end
           ) as all_problems
    from checked k
    left join first_email fe on fe.email_key = k.email_key
    left join first_number fn on fn.number = k.number
    left join contacts n on n.external_id = k.number
    left join contacts e on lower(e.email) collate "C" = k.email_key
), held as (
    select user_id, array_agg(group_id order by group_id) as groups from memberships group by user_id
)
select m.row, m.number, m.given_name, m.family_name, m.email, m.mobile, m.country, m.language, m.department, m.role_id,
       m.start_date, m.groups, m.all_problems as problems,
       case when m.all_problems <> '' then 'failed'
            when m.contact_id is null then 'created'
            when (m.given_name, m.family_name, m.email, m.mobile, m.country, m.language, m.department, m.start_date)
                 is distinct from
                 (c.given_name, c.family_name, c.email, c.mobile, c.country, c.language, c.department, c.start_date)
                 or m.role_id is distinct from u.role_id or m.groups is distinct from coalesce(h.groups, '{}') then 'updated'
            else 'unchanged' end as result,
       case when m.all_problems = '' then coalesce(m.contact_id, nextval('contacts_id')) end as contact_id
from matched m
left join contacts c on c.id = m.contact_id
left join users u on u.contact_id = c.id
left join held h on h.user_id = u.id;
analyze decided;

-- The audit of the updated comes before the update, while the old values are still there.
insert into audit (event, contact_id, row, before, after)
select 'user.' || d.result, d.contact_id, d.row,
       case when c.id is not null then
           jsonb_build_object('given_name', c.given_name, 'family_name', c.family_name, 'email', c.email, 'mobile', c.mobile, 'country', c.country,
               'language', c.language, 'department', c.department, 'start_date', c.start_date, 'role', u.role_id,
               'groups', (select array_agg(group_id order by group_id) from memberships m where m.user_id = c.id)) end,
       jsonb_build_object('given_name', d.given_name, 'family_name', d.family_name, 'email', d.email, 'mobile', d.mobile, 'country', d.country,
           'language', d.language, 'department', d.department, 'start_date', d.start_date, 'role', d.role_id, 'groups', d.groups)
from decided d
left join contacts c on c.id = d.contact_id
left join users u on u.contact_id = c.id
where d.result in ('created', 'updated') order by d.row;

insert into contacts (id, external_id, given_name, family_name, email, mobile, country, language, department, start_date)
select contact_id, number, given_name, family_name, email, mobile, country, language, department, start_date
from decided where result = 'created' order by lower(email) collate "C";

insert into users (id, contact_id, role_id)
select contact_id, contact_id, role_id from decided where result = 'created' order by contact_id;

insert into memberships (user_id, group_id)
select contact_id, g from decided, unnest(groups) as g where result = 'created' order by contact_id, g;

update contacts c
set given_name = d.given_name, family_name = d.family_name, email = d.email, mobile = d.mobile, country = d.country,
    language = d.language, department = d.department, start_date = d.start_date, updated_at = now()
from decided d where d.result = 'updated' and c.id = d.contact_id;

update users u set role_id = d.role_id
from decided d where d.result = 'updated' and u.contact_id = d.contact_id and u.role_id is distinct from d.role_id;

delete from memberships m using decided d
where d.result = 'updated' and m.user_id = d.contact_id and m.group_id <> all (d.groups);

insert into memberships (user_id, group_id)
select contact_id, g from decided, unnest(groups) as g where result = 'updated'
on conflict (user_id, group_id) do nothing;

\copy (select s.row, d.result, d.contact_id, d.problems, s.number, s.given_name, s.family_name, s.email, s.mobile, s.country, s.language, s.department, s.groups, s.role, s.start_date from staging s join decided d using (row) order by row) to people.results.csv (format csv, header)
\o
select result, count(*) from decided group by result order by result;
commit;
