-- what the tests of the stack ask for
create table planets (id int8 primary key, name text);
copy planets from stdin;
1	Earth
2	Mars
3	Über & co
\.
create function my_role() returns text language sql stable as $$ select current_user::text $$;
create function my_id() returns uuid language sql stable as $$ select auth.uid() $$;
create function echo(text text) returns text language sql immutable as $$ select text $$;
create function slow() returns text language sql stable as $$ select 'done' from pg_sleep(1.5) $$;
do $$ begin perform 1; end $$;
