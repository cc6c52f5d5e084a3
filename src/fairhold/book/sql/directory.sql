-- directory_position: How far the directory has followed the feed; from now if that is beyond all there is, as in a restored book.
SELECT least(p.batch, (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint), p.stream_id, p.seq
FROM directory_position p;

-- move_directory: Remember how far the directory has followed.
UPDATE directory_position SET batch = %(batch)s, stream_id = %(stream)s, seq = %(seq)s;

-- directory_news: What happened after a position and on what, in the order of the commits, up to the oldest one still running.
SELECT e.batch, e.stream_id, e.seq, e.kind FROM events e
WHERE e.batch >= %(batch)s AND (e.batch, e.stream_id, e.seq) > (%(batch)s, %(stream)s, %(seq)s)
AND e.batch < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint
ORDER BY e.batch, e.stream_id, e.seq LIMIT %(limit)s;

-- keep_directory_row: Write what a supplier is found by, in place of what was written before.
INSERT INTO directory (bucket, supplier_id, made_at, free, score, on_time_least, listed, country, currencies, rails, words, record)
VALUES ((%(supplier)s & 4095)::smallint, %(supplier)s, %(made_at)s, %(free)s, %(score)s, %(on_time_least)s, %(listed)s,
    %(country)s, %(currencies)s, %(rails)s, array_to_tsvector(%(words)s), %(record)s)
ON CONFLICT (bucket, supplier_id) DO UPDATE SET
    made_at = excluded.made_at, free = excluded.free, score = excluded.score, on_time_least = excluded.on_time_least,
    listed = excluded.listed, country = excluded.country, currencies = excluded.currencies, rails = excluded.rails,
    words = excluded.words, record = excluded.record;

-- move_free: The free limits of these suppliers as they are now; what is suspended has none.
WITH held AS (
    SELECT d.bucket, d.supplier_id FROM unnest(%(suppliers)s::bigint[]) AS u (id)
    JOIN directory d ON d.bucket = (u.id & 4095)::smallint AND d.supplier_id = u.id
    ORDER BY d.bucket, d.supplier_id FOR UPDATE OF d
)
UPDATE directory d SET free = greatest(m.granted - m.reserved - m.drawn, 0)
FROM held h
JOIN supplier_money m ON m.bucket = h.bucket AND m.supplier_id = h.supplier_id AND m.currency = %(currency)s
JOIN suppliers s ON s.bucket = m.bucket AND s.supplier_id = m.supplier_id
WHERE d.bucket = h.bucket AND d.supplier_id = h.supplier_id
    AND NOT coalesce((s.profile::jsonb ->> 'suspended')::boolean, false);

-- outdated_in_directory: Suppliers that take part or are listed, and whose row is missing or older than a moment, behind one, by bucket.
SELECT s.supplier_id FROM suppliers s
LEFT JOIN directory d ON d.bucket = s.bucket AND d.supplier_id = s.supplier_id
WHERE (s.bucket, s.supplier_id) > ((%(behind)s & 4095)::smallint, %(behind)s) AND (d.made_at IS NULL OR d.made_at < %(since)s)
    AND (d.listed OR (s.profile::jsonb ->> 'opted_in')::boolean)
ORDER BY s.bucket, s.supplier_id LIMIT %(limit)s;

-- directory_place: The score of a supplier in the directory.
SELECT d.score FROM directory d WHERE d.bucket = (%(supplier)s & 4095)::smallint AND d.supplier_id = %(supplier)s;

-- directory_page: Suppliers behind a place that fit, the highest score first, the older one first of equal ones.
SELECT d.supplier_id, d.score, d.made_at, d.record FROM directory d
WHERE d.listed AND d.score <= %(score)s AND (d.score < %(score)s OR d.supplier_id > %(above)s)
AND (%(words)s::tsquery IS NULL OR d.words @@ %(words)s::tsquery)
AND (%(country)s::text IS NULL OR d.country = %(country)s::text)
AND (%(currency)s::text IS NULL OR d.currencies @> ARRAY[%(currency)s::text])
AND (%(rails)s::text[] IS NULL OR d.rails @> %(rails)s::text[])
AND d.free >= %(free)s AND d.on_time_least >= %(on_time_least)s
ORDER BY d.score DESC, d.supplier_id LIMIT %(limit)s;

-- directory_record: What stands in the directory about one supplier.
SELECT d.supplier_id, d.score, d.made_at, d.record FROM directory d
WHERE d.bucket = (%(supplier)s & 4095)::smallint AND d.supplier_id = %(supplier)s AND d.listed;

-- offers_answered: When suppliers were asked and when and how that ended, of the latest orders of each since a moment.
SELECT u.id, asked.at, said.at, said.kind FROM unnest(%(suppliers)s::bigint[]) AS u (id)
JOIN LATERAL (
    SELECT o.bucket, o.order_id FROM orders o WHERE o.supplier = u.id AND o.opened_at >= %(since)s
    ORDER BY o.order_id DESC LIMIT %(limit)s
) o ON true
JOIN LATERAL (
    SELECT e.at, e.seq FROM events e
    WHERE e.bucket = o.bucket AND e.stream_id = o.order_id AND e.kind = 'order.proposed' AND e.actor LIKE 'buyer:%%'
    ORDER BY e.seq LIMIT 1
) asked ON true
LEFT JOIN LATERAL (
    SELECT e.at, e.kind FROM events e
    WHERE e.bucket = o.bucket AND e.stream_id = o.order_id AND e.seq > asked.seq AND (
        e.kind = 'order.proposal_withdrawn'
        OR e.kind IN ('order.accepted', 'order.declined', 'order.countered') AND e.actor LIKE 'supplier:%%')
    ORDER BY e.seq LIMIT 1
) said ON true
ORDER BY o.order_id DESC;

-- contracts_signed: Numbers and versions of the latest orders of each supplier that both sides signed.
SELECT u.id, o.order_id, o.version FROM unnest(%(suppliers)s::bigint[]) AS u (id)
JOIN LATERAL (
    SELECT o.order_id, o.version FROM orders o WHERE o.supplier = u.id AND o.stage = ANY (%(stages)s::smallint[])
    ORDER BY o.order_id DESC LIMIT %(limit)s
) o ON true
ORDER BY o.order_id DESC;

-- directory_records: What was kept with the rows of these suppliers.
SELECT d.record FROM unnest(%(suppliers)s::bigint[]) AS u (id)
JOIN directory d ON d.bucket = (u.id & 4095)::smallint AND d.supplier_id = u.id;
