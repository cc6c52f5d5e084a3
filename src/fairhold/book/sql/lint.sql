-- keys_without_bucket: Keys of tables with a bucket that do not begin with it.
SELECT format('%s: %s', c.conrelid::regclass, c.conname) FROM pg_constraint c
WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f')
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attname = 'bucket' AND NOT a.attisdropped)
    AND (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[1]) <> 'bucket';

-- unique_without_bucket: Unique indexes, beside keys, of tables with a bucket that do not begin with it.
SELECT format('%s: %s', i.indrelid::regclass, i.indexrelid::regclass) FROM pg_index i
JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace
WHERE i.indisunique AND EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attname = 'bucket' AND NOT a.attisdropped)
    AND (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0])
        IS DISTINCT FROM 'bucket';

-- triggers: Triggers on our tables.
SELECT format('%s: %s', t.tgrelid::regclass, t.tgname) FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid AND c.relnamespace = 'public'::regnamespace WHERE NOT t.tgisinternal;

-- sequences: Sequences and identity columns, which serialize.
SELECT c.relname::text FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace;

-- deferred_constraints: Constraints that are deferrable or exclude, which no shard can hold.
SELECT format('%s: %s', c.conrelid::regclass, c.conname) FROM pg_constraint c
WHERE c.connamespace = 'public'::regnamespace AND (c.condeferrable OR c.contype = 'x');

-- inexact_columns: Columns that keep a number inexactly or as decimal text, where money is counted in whole minor units.
SELECT format('%s.%s', table_name, column_name) FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN ('numeric', 'real', 'double precision', 'money');
