-- load_orders: The rows of these orders.
SELECT o.order_id, o.version, o.supplier, o.buyer, o.last_at, o.wake_at, o.test_clock, o.head
FROM unnest(%(orders)s::bigint[]) AS u (id)
JOIN orders o ON o.bucket = (u.id & 4095)::smallint AND o.order_id = u.id;

-- load_remittances: The rows of these remittances.
SELECT r.remittance_id, r.version, r.last_at, r.wake_at, r.head
FROM unnest(%(remittances)s::bigint[]) AS u (id)
JOIN remittances r ON r.bucket = (u.id & 4095)::smallint AND r.remittance_id = u.id;

-- load_suppliers: Rows and money of these suppliers and of the suppliers of these orders, a row a currency.
SELECT s.supplier_id, s.version, s.last_at, s.head, s.profile, m.currency, m.granted, m.reserved, m.exposed, m.drawn,
    m.available, m.reserve, m.in_transit, m.dispute_hold, m.deposit, m.receivable
FROM (
    SELECT unnest(%(suppliers)s::bigint[]) AS id
    UNION
    SELECT o.supplier FROM unnest(%(orders)s::bigint[]) AS u (id)
    JOIN orders o ON o.bucket = (u.id & 4095)::smallint AND o.order_id = u.id
) AS wanted
JOIN suppliers s ON s.bucket = (wanted.id & 4095)::smallint AND s.supplier_id = wanted.id
LEFT JOIN supplier_money m ON m.bucket = s.bucket AND m.supplier_id = s.supplier_id;

-- load_parties: These companies and both companies of these orders.
SELECT p.party_id, p.name, p.country, p.verified, p.sanctioned
FROM (
    SELECT unnest(%(parties)s::bigint[]) AS id
    UNION
    SELECT unnest(ARRAY[o.buyer, o.supplier]) FROM unnest(%(orders)s::bigint[]) AS u (id)
    JOIN orders o ON o.bucket = (u.id & 4095)::smallint AND o.order_id = u.id
) AS wanted
JOIN parties p ON p.bucket = (wanted.id & 4095)::smallint AND p.party_id = wanted.id;

-- load_events: All events of these streams, in order.
SELECT e.stream_id, e.seq, e.kind, e.body, uuid_send(e.key), e.fingerprint, e.count, e.side_seq, e.side_count
FROM unnest(%(streams)s::bigint[]) AS u (id)
JOIN events e ON e.bucket = (u.id & 4095)::smallint AND e.stream_id = u.id
ORDER BY e.stream_id, e.seq;

-- load_keys: What these keys of suppliers were used for.
SELECT k.supplier_id, uuid_send(k.key), k.stream_id, k.fingerprint, k.seq, k.count
FROM unnest(%(key_suppliers)s::bigint[], %(keys)s::uuid[]) AS u (supplier, key)
JOIN supplier_keys k ON k.bucket = (u.supplier & 4095)::smallint AND k.supplier_id = u.supplier AND k.key = u.key;

-- load_ranges: Events of streams between two numbers, in order.
SELECT e.stream_id, e.seq, e.kind, e.body
FROM unnest(%(streams)s::bigint[], %(first)s::integer[], %(last)s::integer[]) AS u (id, first, last)
JOIN events e ON e.bucket = (u.id & 4095)::smallint AND e.stream_id = u.id AND e.seq BETWEEN u.first AND u.last
ORDER BY e.stream_id, e.seq;

-- lock_orders: Hold these orders until the database transaction ends, the lowest number first.
SELECT o.order_id FROM orders o
WHERE (o.bucket, o.order_id) IN (SELECT (u.id & 4095)::smallint, u.id FROM unnest(%(orders)s::bigint[]) AS u (id))
ORDER BY o.order_id FOR UPDATE;

-- lock_suppliers: Hold these suppliers and those of these orders until the database transaction ends, lowest first.
SELECT s.supplier_id FROM suppliers s
WHERE (s.bucket, s.supplier_id) IN (
    SELECT (u.id & 4095)::smallint, u.id FROM unnest(%(suppliers)s::bigint[]) AS u (id)
    UNION
    SELECT o.bucket, o.supplier FROM unnest(%(orders)s::bigint[]) AS u (id)
    JOIN orders o ON o.bucket = (u.id & 4095)::smallint AND o.order_id = u.id
)
ORDER BY s.supplier_id FOR UPDATE;

-- lock_remittances: Hold these remittances until the database transaction ends, the lowest number first.
SELECT r.remittance_id FROM remittances r
WHERE (r.bucket, r.remittance_id) IN (
    SELECT (u.id & 4095)::smallint, u.id FROM unnest(%(remittances)s::bigint[]) AS u (id)
)
ORDER BY r.remittance_id FOR UPDATE;
