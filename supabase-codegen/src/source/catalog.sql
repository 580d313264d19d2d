-- The catalog of a database as one GeneratorMetadata document. $1: the names of the db schemas.
-- Runs as any role: it reads `pg_catalog` only, which everyone may. PostgreSQL 12 and later.
with recursive
asked as (
    select oid, nspname from pg_namespace where nspname = any ($1)
),
relations as (
    select c.oid, c.relname, c.relkind, c.relispartition, c.reltype, a.nspname
    from pg_class c join asked a on a.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f')
),
-- a domain down to the type that it is over in the end
domains as (
    select oid as domain, typbasetype as base, typtypmod as modifier, typnotnull as not_null, typdefault as preset
    from pg_type where typtype = 'd'
    union all
    select d.domain, t.typbasetype, case when d.modifier = -1 then t.typtypmod else d.modifier end,
           d.not_null or t.typnotnull, coalesce(d.preset, t.typdefault)
    from domains d join pg_type t on t.oid = d.base and t.typtype = 'd'
),
bases as (
    select d.* from domains d join pg_type t on t.oid = d.base and t.typtype <> 'd'
),
columns as (
    select jsonb_build_object(
        'table_id', r.oid::int8, 'ordinal_position', a.attnum, 'name', a.attname,
        'default_value', coalesce(pg_get_expr(d.adbin, d.adrelid), b.preset),
        'format', t.typname, 'type_schema', tn.nspname,
        'is_identity', a.attidentity <> '',
        'identity_generation', case a.attidentity when 'a' then 'ALWAYS' when 'd' then 'BY DEFAULT' end,
        'is_generated', a.attgenerated <> '',
        'is_nullable', not (a.attnotnull or coalesce(b.not_null, false)),
        'is_updatable', r.relkind in ('r', 'p') or r.relkind in ('v', 'f') and pg_column_is_updatable(r.oid, a.attnum, true),
        'max_length', case
            when t.oid in ('varchar'::regtype, 'bpchar'::regtype) and m.modifier > 4 then m.modifier - 4
            when t.oid in ('bit'::regtype, 'varbit'::regtype) and m.modifier > 0 then m.modifier end,
        'comment', col_description(r.oid, a.attnum)) as document
    from relations r
    join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join bases b on b.domain = a.atttypid
    join pg_type t on t.oid = coalesce(b.base, a.atttypid)
    join pg_namespace tn on tn.oid = t.typnamespace
    left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
    cross join lateral (
        select case when a.atttypmod = -1 then coalesce(b.modifier, -1) else a.atttypmod end as modifier
    ) m
),
-- unique indexes that `on conflict` takes
keys as (
    select i.indrelid as relation, i.indisprimary, c.relname,
           (select array_agg(a.attname order by k.i) from unnest(i.indkey::int2[]) with ordinality k (n, i)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n where k.i <= i.indnkeyatts) as names,
           (select array_agg(k.n order by k.n) from unnest(i.indkey::int2[]) with ordinality k (n, i)
            where k.i <= i.indnkeyatts) as numbers
    from pg_index i join pg_class c on c.oid = i.indexrelid join relations r on r.oid = i.indrelid
    where i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null and i.indexprs is null
),
-- which column of a view shows which column: the parse tree of the view names it. A target of the view itself is two braces
-- deep, one of a subquery deeper; a brace of a name has a backslash.
tokens as (
    select r.oid as view, m.token, sum(case m.token[1] when '{' then 1 when '}' then -1 else 0 end)
           over (partition by r.oid order by m.place) as depth
    from relations r join pg_rewrite w on w.ev_class = r.oid and w.ev_type = '1' and r.relkind in ('v', 'm')
    cross join lateral regexp_matches(w.ev_action::text,
        '([{}])|\\.|:resno (\d+) :resname (?:\\.|[^ \\])* :ressortgroupref \d+ :resorigtbl (\d+) :resorigcol (\d+)', 'g')
        with ordinality m (token, place)
),
shown as (
    select t.view, token[2]::int2 as number, token[3]::oid as relation, token[4]::int2 as origin
    from tokens t where token[2] is not null and depth = 2 and token[3] <> '0'
    union
    select s.view, s.number, t.token[3]::oid, t.token[4]::int2
    from shown s join tokens t on t.view = s.relation and t.token[2]::int2 = s.origin
    where t.depth = 2 and t.token[3] <> '0'
),
foreign_keys as (
    select con.oid, con.conname, con.conrelid, con.confrelid, con.conkey, con.confkey, exists (
        select from pg_index i
        where i.indrelid = con.conrelid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
        and (select array_agg(k.n order by k.n) from unnest(i.indkey::int2[]) with ordinality k (n, i2)
             where k.i2 <= i.indnkeyatts) = (select array_agg(n order by n) from unnest(con.conkey) n)) as is_one_to_one
    from pg_constraint con
    where con.contype = 'f' and con.conparentid = 0
),
ends as (
    select oid as key, 'from' as side, conrelid as relation, conkey as columns from foreign_keys
    union all
    select oid, 'to', confrelid, confkey from foreign_keys
),
-- every choice of columns of a view that shows all columns of an end
seen as (
    select e.key, e.side, e.columns, s.view, array[s.number] as numbers
    from ends e join shown s on s.relation = e.relation and s.origin = e.columns[1]
    union all
    select n.key, n.side, n.columns, n.view, n.numbers || s.number
    from seen n join ends e on e.key = n.key and e.side = n.side
    join shown s on s.view = n.view and s.relation = e.relation and s.origin = n.columns[cardinality(n.numbers) + 1]
    where cardinality(n.numbers) < cardinality(n.columns)
),
all_ends as (
    select key, side, relation, columns from ends
    union
    select key, side, view, numbers from seen where cardinality(numbers) = cardinality(columns)
),
named_ends as (
    select e.key, e.side, n.nspname, c.relname,
           (select jsonb_agg(a.attname order by k.i) from unnest(e.columns) with ordinality k (n, i)
            join pg_attribute a on a.attrelid = e.relation and a.attnum = k.n) as names
    from all_ends e join pg_class c on c.oid = e.relation join pg_namespace n on n.oid = c.relnamespace
),
relationships as (
    select jsonb_build_object(
        'foreign_key_name', k.conname, 'schema', f.nspname, 'relation', f.relname, 'columns', f.names,
        'referenced_schema', t.nspname, 'referenced_relation', t.relname, 'referenced_columns', t.names,
        'is_one_to_one', k.is_one_to_one) as document
    from foreign_keys k
    join named_ends f on f.key = k.oid and f.side = 'from' and f.nspname = any ($1)
    join named_ends t on t.key = k.oid and t.side = 'to'
),
functions as (
    select jsonb_build_object(
        'schema', s.nspname, 'name', p.proname,
        'args', (select coalesce(jsonb_agg(jsonb_build_object(
            'mode', case coalesce(p.proargmodes[x.i], 'i') when 'o' then 'out' when 'b' then 'inout' when 'v' then 'variadic'
                    when 't' then 'table' else 'in' end,
            'name', coalesce(p.proargnames[x.i], ''), 'type_id', x.type::int8,
            'has_default', case when coalesce(p.proargmodes[x.i], 'i') in ('i', 'b', 'v') then (
                select count(*) from generate_series(1, x.i) g where coalesce(p.proargmodes[g], 'i') in ('i', 'b', 'v')
            ) > p.pronargs - p.pronargdefaults end) order by x.i), '[]')
            from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality x (type, i)),
        'argument_types', pg_get_function_arguments(p.oid),
        'identity_argument_types', pg_get_function_identity_arguments(p.oid),
        'return_type_id', p.prorettype::int8, 'return_type', pg_get_function_result(p.oid),
        'return_type_relation_id', nullif(t.typrelid, 0)::int8,
        'is_set_returning_function', p.proretset, 'prorows', case when p.proretset then p.prorows end,
        'behavior', case p.provolatile when 'i' then 'IMMUTABLE' when 's' then 'STABLE' else 'VOLATILE' end,
        'comment', obj_description(p.oid, 'pg_proc')) as document
    from pg_proc p join asked s on s.oid = p.pronamespace join pg_type t on t.oid = p.prorettype
    where p.prokind = 'f'
),
types as (
    select jsonb_build_object(
        'id', t.oid::int8, 'name', t.typname, 'schema', n.nspname, 'format', format_type(t.oid, null),
        'enums', (select coalesce(jsonb_agg(e.enumlabel order by e.enumsortorder), '[]') from pg_enum e where e.enumtypid = t.oid),
        'attributes', (select coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'type_id', a.atttypid::int8)
            order by a.attnum), '[]') from pg_attribute a
            where a.attrelid = t.typrelid and c.relkind = 'c' and a.attnum > 0 and not a.attisdropped),
        'comment', obj_description(t.oid, 'pg_type'),
        'type_relation_id', nullif(t.typrelid, 0)::int8, 'base_type_id', nullif(t.typbasetype, 0)::int8) as document
    from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
),
tables as (
    select r.relkind, jsonb_build_object(
        'id', r.oid::int8, 'schema', r.nspname, 'name', r.relname, 'comment', obj_description(r.oid, 'pg_class'),
        'is_partition', r.relispartition,
        'is_insert_enabled', pg_relation_is_updatable(r.oid, true) & 8 = 8,
        'is_update_enabled', pg_relation_is_updatable(r.oid, true) & 4 = 4) as document
    from relations r
)
select jsonb_build_object(
    'version', 1,
    'schemas', (select coalesce(jsonb_agg(jsonb_build_object('name', nspname, 'comment', obj_description(oid, 'pg_namespace'))
        order by nspname), '[]') from asked),
    'tables', (select coalesce(jsonb_agg(document), '[]') from tables where relkind in ('r', 'p')),
    'foreignTables', (select coalesce(jsonb_agg(document), '[]') from tables where relkind = 'f'),
    'views', (select coalesce(jsonb_agg(document), '[]') from tables where relkind = 'v'),
    'materializedViews', (select coalesce(jsonb_agg(document), '[]') from tables where relkind = 'm'),
    'columns', (select coalesce(jsonb_agg(document), '[]') from columns),
    'primaryKeys', (select coalesce(jsonb_agg(jsonb_build_object('table_id', k.relation::int8, 'name', n)), '[]')
        from keys k cross join unnest(k.names) n where k.indisprimary),
    'uniqueKeys', (select coalesce(jsonb_agg(jsonb_build_object('table_id', relation::int8, 'name', relname,
        'columns', to_jsonb(names), 'is_primary', indisprimary)), '[]') from keys),
    'relationships', (select coalesce(jsonb_agg(document), '[]') from relationships),
    'functions', (select coalesce(jsonb_agg(document), '[]') from functions),
    'types', (select coalesce(jsonb_agg(document), '[]') from types)
)::text
