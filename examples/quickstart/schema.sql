-- An orchestra: sections and their instruments.
create type mood as enum ('bright', 'dark');

create table sections (
  id bigint generated always as identity primary key,
  name text not null unique
);
comment on table sections is 'Sections of an orchestra';

create table instruments (
  id bigint generated always as identity primary key,
  section_id bigint not null references sections on delete cascade,
  name text not null,
  mood mood not null default 'bright',
  strings int,
  made date
);
comment on column instruments.made is 'When the first one was built';
