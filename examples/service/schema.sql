-- Projects of several tenants, their tasks, who works on them, and what is said about them.
create type role as enum ('admin', 'member');
create type status as enum ('draft', 'active', 'done');

create table tenants (
  id uuid primary key default gen_random_uuid(),
  name text not null unique
);
create table users (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  email text not null unique,
  name text,
  role role not null default 'member',
  manager_id uuid references users on delete set null,
  settings jsonb,
  created_at timestamptz not null default now()
);
create table projects (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade,
  name text not null,
  owner_id uuid not null references users on delete cascade,
  status status not null default 'draft',
  tags text[] not null default '{}',
  meta jsonb,
  budget numeric,
  starts date,
  archived_at timestamptz,
  unique (tenant_id, name)
);
create table tasks (
  id bigint generated always as identity primary key,
  project_id uuid not null references projects on delete cascade,
  reporter_id uuid not null references users on delete cascade,
  assignee_id uuid references users on delete set null,
  title text not null,
  due date,
  estimate int,
  done boolean not null default false,
  type text
);
comment on table tasks is 'What is to be done';
comment on column tasks.due is 'The last day';
create table labels (
  id bigint generated always as identity primary key,
  name text not null unique
);
create table task_labels (
  task_id bigint not null references tasks on delete cascade,
  label_id bigint not null references labels on delete cascade,
  primary key (task_id, label_id)
);
create table comments (
  id bigint generated always as identity primary key,
  task_id bigint not null references tasks on delete cascade,
  author_id uuid not null references users on delete cascade,
  body text not null,
  created_at timestamptz not null default now()
);
create view open_tasks as
  select t.project_id, count(*) as open from tasks t where not t.done group by t.project_id;

create function search(q text, limit_to int default 10, since timestamptz default null) returns setof tasks
  language sql stable as $$ select * from tasks where title ilike '%' || q || '%' order by id limit limit_to $$;
create function total() returns bigint language sql stable as $$ select count(*) from tasks $$;
create function touch(id bigint) returns void
  language sql volatile as $$ update tasks set type = 'touched' where tasks.id = touch.id $$;
create function add_one_each(arr int[]) returns int[]
  language sql immutable as $$ select array_agg(n + 1 order by i) from unnest(arr) with ordinality as u(n, i) $$;
