-- A schema in the shapes of PostgREST's own tests: every kind of relation and function that it tells apart.
create schema fixtures;
comment on schema fixtures is 'Shapes that PostgREST tells apart.';
grant usage on schema fixtures to anon, authenticated, service_role;
alter default privileges in schema fixtures grant all on tables to anon, authenticated, service_role;
alter default privileges in schema fixtures grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema fixtures grant execute on routines to anon, authenticated, service_role;
set search_path = fixtures;

-- to one, to many, many to many over join tables with and without columns of their own
create table clients (id int primary key, name text not null);
create table projects (id int primary key, name text not null, client_id int references clients (id));
create table users (id int primary key, name text not null);
create table tasks (id int primary key, name text not null, project_id int references projects (id));
create table users_tasks (user_id int references users, task_id int references tasks, primary key (user_id, task_id));
create table users_projects (user_id int references users, project_id int references projects, since date, primary key (user_id, project_id));
-- a join table of composite keys
create table comments (id int primary key, commenter_id int not null, user_id int not null, task_id int not null, content text not null,
    foreign key (user_id, task_id) references users_tasks (user_id, task_id), foreign key (commenter_id) references users (id));
-- itself: to one, to many, both ways by several columns, NOT NULL
create table entities (id int primary key, name text, parent_id int references entities (id));
create table web_content (id int primary key, name text, p_web_id int references web_content (id));
create table family_tree (id text primary key, name text not null, parent text references family_tree (id));
create table rings (id int primary key, next_id int not null references rings (id) deferrable initially deferred);
-- many to many with itself
create table users_followers (follower_id int references users, followed_id int references users, primary key (follower_id, followed_id));
-- several foreign keys to one table
create table addresses (id int primary key, address text not null);
create table orders (id int primary key, name text not null, billing_address_id int references addresses (id),
    shipping_address_id int references addresses (id));
create table managers (id int primary key, name text);
create table organizations (id int primary key, name text, referee int references organizations (id), auditor int references organizations (id),
    manager_id int references managers (id));
-- one to one: by the primary key, by a unique key, by a composite key
create table students (id int, code text, name text not null, primary key (id, code));
create table students_info (id int, code text, address text, primary key (id, code), foreign key (id, code) references students (id, code));
create table country (id int primary key, name text);
create table capital (id int primary key, name text, country_id int unique references country (id));
-- foreign keys over the same column
create table trade_unions (id int primary key, name text not null);
create table suppliers (id int primary key, name text not null);
create table suppliers_trade_unions (supplier_id int references suppliers (id), trade_union_id int references trade_unions (id),
    primary key (supplier_id, trade_union_id));
-- partitions, with foreign keys to and from
create table car_models (name varchar(64) not null, year int not null, primary key (name, year)) partition by list (year);
comment on table car_models is 'A partitioned table';
create table car_models_2021 partition of car_models for values in (2021);
create table car_models_default partition of car_models default;
create table car_brands (name varchar(64) primary key);
alter table car_models add column car_brand_name varchar(64) references car_brands (name);
create table car_model_sales (date varchar(64) not null, quantity int not null, car_model_name varchar(64), car_model_year int,
    foreign key (car_model_name, car_model_year) references car_models (name, year)) partition by range (date);
create table car_model_sales_202101 partition of car_model_sales for values from ('2021-01-01') to ('2021-01-31');
create table car_model_sales_default partition of car_model_sales default;
-- views: of one table, of two, over views, materialized
create view projects_view as select * from projects;
create view projects_view_alt as select id as t_id, name, client_id as t_client_id from projects;
create view clients_projects as select c.id, c.name, p.id as project_id, p.name as project from clients c join projects p on p.client_id = c.id;
create view projects_of_view as select * from projects_view;
create materialized view materialized_projects as select id, name, client_id from projects;
create view projects_count as select client_id, count(*) as number_of_projects from projects group by client_id;
-- computed columns and relationships: of one, of many, of itself, that hide those by foreign key, over types of views
create table designers (id int primary key, name text);
create table videogames (id int primary key, name text, designer_id int references designers (id));
create function always_true(projects) returns boolean stable language sql as $$ select true $$;
create function computed_overload(clients) returns text stable language sql as $$ select 'client' $$;
create function computed_overload(users) returns text stable language sql as $$ select 'user' $$;
create function computed_videogames(designers) returns setof videogames stable language sql as
    $$ select * from fixtures.videogames where designer_id = $1.id $$;
create function computed_designers(videogames) returns setof designers rows 1 stable language sql as
    $$ select * from fixtures.designers where id = $1.designer_id $$;
create function children(web_content) returns setof web_content stable language sql as
    $$ select * from fixtures.web_content where p_web_id = $1.id $$;
create function designers(videogames) returns setof designers rows 1 stable language sql as
    $$ select * from fixtures.designers where id = $1.designer_id $$;
comment on function computed_videogames(designers) is 'Games of a designer';
-- functions: overloads, defaults, variadic, what they return
create function overloaded() returns setof int language sql as $$ values (1), (2), (3) $$;
create function overloaded(json) returns setof record language sql as $$ select 1, 'x' $$;
create function overloaded(a int, b int) returns int language sql as $$ select a + b $$;
create function overloaded(a text, b text, c text) returns text language sql as $$ select a || b || c $$;
create function varied_arguments(double double precision, "varchar" character varying, "boolean" boolean, date date, money money, enum text,
    arr text[], "integer" integer default 42, json json default '{}', jsonb jsonb default '{}') returns json language sql as
    $$ select json_build_object('double', double, 'integer', "integer", 'arr', arr) $$;
create function variadic_param(variadic v text[] default '{}') returns text[] immutable language sql as $$ select v $$;
create function getproject(id int) returns setof projects stable language sql as $$ select * from fixtures.projects where id = $1 $$;
create function getallprojects() returns setof projects stable language sql as $$ select * from fixtures.projects $$;
create function ret_point_overloaded(x int, y int, out a int, out b int) stable language sql as $$ select x, y $$;
create function ret_table(out id int, out name text) returns setof record stable language sql as $$ select id, name from fixtures.users $$;
create function ret_void() returns void language sql as '';
create function single_out_param(num int, out num_plus_one int) immutable language sql as $$ select num + 1 $$;
create procedure a_procedure() language sql as '';
create function a_trigger() returns trigger language plpgsql as $$ begin return new; end $$;

insert into clients values (1, 'Microsoft'), (2, 'Apple');
insert into projects values (1, 'Windows 7', 1), (2, 'IOS', 2), (3, 'Orphan', null);
insert into users values (1, 'Angela'), (2, 'Michael');
insert into tasks values (1, 'Design', 1), (2, 'Code', 1);
insert into users_tasks values (1, 1), (1, 2), (2, 1);
insert into users_projects values (1, 1, '2024-01-01'), (2, 2, null);
insert into comments values (1, 2, 1, 1, 'Needs to be delivered ASAP');
insert into entities values (1, 'root', null), (2, 'leaf', 1);
insert into web_content values (0, 'tardis', null), (1, 'fezz', 0);
insert into family_tree values ('1', 'Parental Unit', null), ('2', 'Kid One', '1');
insert into rings values (1, 2), (2, 1);
insert into users_followers values (1, 2);
insert into addresses values (1, 'address 1'), (2, 'address 2');
insert into orders values (1, 'order 1', 1, 2);
insert into managers values (1, 'Referee Manager');
insert into organizations values (1, 'Referee Org', null, null, 1), (2, 'Auditor Org', 1, 1, null);
insert into students values (1, '0001', 'John Doe');
insert into students_info values (1, '0001', 'Street 1');
insert into country values (1, 'Afghanistan');
insert into capital values (1, 'Kabul', 1);
insert into car_brands values ('DMC');
insert into car_models values ('DeLorean', 1981, 'DMC'), ('Murcielago', 2021, null);
insert into car_model_sales values ('2021-01-14', 7, 'DeLorean', 1981);
insert into designers values (1, 'Sid Meier'), (2, 'Hironobu Sakaguchi');
insert into videogames values (1, 'Civilization I', 1), (2, 'Final Fantasy I', 2);
refresh materialized view materialized_projects;
