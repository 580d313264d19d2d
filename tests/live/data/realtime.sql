-- What the tests of Realtime read and write.
create schema realtime_live;
set search_path = realtime_live;
create table planets (
  id bigint primary key,
  room text not null,
  name text,
  moons int,
  tags text[] not null default '{}',
  facts jsonb,
  seen timestamptz,
  about text
);
-- who deletes a row tells all of it
create table comets (
  id bigint primary key,
  room text not null,
  tail numeric not null
);
alter table comets replica identity full;
-- rows of a user's own
create table secrets (
  id bigint primary key,
  owner uuid not null,
  body text not null
);
alter table secrets enable row level security;
create policy own on secrets for select using (owner = auth.uid());
grant usage on schema realtime_live to anon, authenticated, service_role;
grant all on planets, comets to anon, authenticated, service_role;
grant all on secrets to authenticated, service_role;
reset search_path;
