-- What the example's schema has no need for: an app struct's table, awkward names, a place for hostile texts.
create table events (
  id bigint primary key,
  addr jsonb not null,
  opt jsonb,
  during tstzrange not null,
  seats int4range not null,
  tags text[],
  ints int[] not null,
  day date not null,
  small smallint not null,
  fl double precision not null,
  blob bytea not null,
  big bigint not null,
  uid uuid,
  price numeric
);
create table countries (
  id bigint generated always as identity primary key,
  name text not null unique,
  capital text
);
create table cities (
  id bigint primary key,
  country_id bigint not null references countries,
  "first name" text not null,
  flag bytea not null default '\x',
  mayor jsonb
);
create table hostile (
  id bigint primary key,
  t text not null,
  a text[] not null,
  j jsonb not null
);
create table "Odd, ""Table""" (
  "a.b" int primary key,
  "select" text,
  "or" text,
  "qty,ordered" text,
  "back\slash" text,
  "sla/sh" text
);
create schema private;
create table private.notes (id int primary key, body text not null);
grant usage on schema private to anon, authenticated, service_role;
grant all on all tables in schema private to anon, authenticated, service_role;
create table guarded (id int primary key, owner text not null, body text);
alter table guarded enable row level security;
create policy own on guarded to authenticated
  using (owner = current_setting('request.jwt.claims', true)::json->>'sub')
  with check (owner = current_setting('request.jwt.claims', true)::json->>'sub');
create table pairs (a int not null, b int not null, v text, primary key (a, b));
create table numbers (n int primary key, half int not null);
insert into numbers select n, n / 2 from generate_series(1, 2500) n;
create view numbers_view as select n, half from numbers;
create function all_numbers(above int default 0) returns setof numbers language sql stable as 'select * from numbers where n > above';
create function series(upto int) returns setof int language sql stable as 'select generate_series(1, upto)';
create function next_number() returns int language sql volatile as 'update numbers set half = half where n = 1 returning n';
create function sum_of(variadic parts int[]) returns bigint language sql immutable as 'select sum(p) from unnest(parts) p';
create function describe(j jsonb, names text[]) returns text language sql immutable as 'select jsonb_typeof(j) || names[2]';
create function size_of(bytea) returns int language sql immutable as 'select length($1)';
create function length_of(text) returns int language sql immutable as 'select length($1)';
create function keys_of(json) returns bigint language sql immutable as 'select count(*) from json_object_keys($1)';
create function nothing(kind text) returns int language sql immutable as 'select null::int';
create function no_number() returns numbers language sql stable as 'select * from numbers where n < 0';
-- of its owner alone: what row level security sees of a signed-in user
create table diary (
  id bigint generated always as identity primary key,
  owner uuid not null default auth.uid(),
  body text not null
);
alter table diary enable row level security;
create policy own on diary to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
create policy strong on diary as restrictive to authenticated
  using (body <> 'secret' or auth.jwt() ->> 'aal' = 'aal2');
