-- What the tests of the capabilities read and write.
create schema capabilities;
set search_path = capabilities;
create table planets (
  id bigint primary key,
  name text,
  kind text,
  moons int,
  inhabited boolean,
  tags text[] not null,
  orbit int4range not null,
  facts jsonb,
  about text
);
insert into planets values
  (1, 'Mercury', 'rocky', 0, false, '{hot,small}', '[0,10)', '{"rings": false}', 'The smallest planet, close to the sun'),
  (2, 'Earth', 'rocky', 1, true, '{water,life}', '[10,20)', '{"rings": false, "life": true}', 'A blue planet with living beings'),
  (3, 'Jupiter', 'gas', 95, false, '{big}', '[20,30)', '{"rings": true}', 'The biggest of all planets'),
  (4, null, null, null, null, '{}', '[40,50)', null, null);
create table moons (
  id bigint primary key,
  planet_id bigint not null references planets,
  name text not null
);
insert into moons values (1, 2, 'Moon'), (2, 3, 'Io'), (3, 3, 'Europa');
create view rocky_planets as select id, name from planets where kind = 'rocky';
create table notes (
  id bigint primary key,
  body text not null,
  stars int not null default 3,
  author text
);
create table diaries (id bigint primary key, owner text not null, body text not null);
alter table diaries enable row level security;
create policy own on diaries to authenticated using (owner = auth.jwt() ->> 'sub');
insert into diaries values (1, 'ann', 'of Ann'), (2, 'bob', 'of Bob');
create function with_moons(at_least int) returns setof planets language sql stable as
  $$ select * from planets where moons >= at_least order by id $$;
create function nap(seconds float) returns text language sql volatile as
  $$ select pg_sleep(seconds); select 'rested' $$;
grant usage on schema capabilities to anon, authenticated, service_role;
grant all on all tables in schema capabilities to anon, authenticated, service_role;
