-- each table is of one test
create table guarded (id int8 primary key, owner uuid);
alter table guarded enable row level security;
create policy own on guarded for select using (owner = (auth.jwt() ->> 'sub')::uuid);
create table moons (id int8 primary key);
create table planets (id int8 primary key, name text, mass int, secret text);
revoke select on planets from anon;
grant select (id, name, mass) on planets to anon;
create table keyless (name text);
create table letters (id int8 primary key, body text, reads int);
alter table letters replica identity full;
-- not compressed: it is stored apart, and the stream has it only when it changes
alter table letters alter body set storage external;
create table comets (id int8 primary key, room text);
create table stars (id int8 primary key);
create table typed (id int8 primary key, name text, tags text[]);
