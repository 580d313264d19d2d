drop table if exists never_there;
select 1;

insert into nowhere
values (1);
