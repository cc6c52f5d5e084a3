-- stream_events: All events of one stream, in order.
SELECT e.seq, e.at, e.kind, e.actor, uuid_send(e.key), e.fingerprint, e.count, e.side_seq, e.side_count, e.body, e.hash
FROM events e WHERE e.bucket = (%(stream)s & 4095)::smallint AND e.stream_id = %(stream)s ORDER BY e.seq;

-- all_events: Every event there is, stream by stream.
SELECT stream_id, seq, at, kind, actor, uuid_send(key), fingerprint, count, side_seq, side_count, body, hash
FROM events ORDER BY bucket, stream_id, seq;

-- all_postings: Every posting there is, stream by stream.
SELECT stream_id, seq, line, debit, debit_owner, credit, credit_owner, amount, currency
FROM postings ORDER BY bucket, stream_id, seq, line;

-- all_orders: Every order's row.
SELECT order_id, version, head, last_at, stage, wake_at, currency, supplier, buyer,
    total, received, escrow, frozen, released, refunding, refunded, credit
FROM orders ORDER BY bucket, order_id;

-- all_suppliers: Every supplier's row, with its money as an array of rows.
SELECT s.supplier_id, s.version, s.head, s.last_at, s.profile, ARRAY(
    SELECT json_build_array(m.currency, m.granted, m.reserved, m.exposed, m.drawn, m.available, m.reserve, m.in_transit,
        m.dispute_hold, m.deposit, m.receivable)
    FROM supplier_money m WHERE m.bucket = s.bucket AND m.supplier_id = s.supplier_id ORDER BY m.currency)
FROM suppliers s ORDER BY s.bucket, s.supplier_id;

-- all_remittances: Every remittance's row.
SELECT remittance_id, version, head, last_at, state, wake_at, currency, amount, held
FROM remittances ORDER BY bucket, remittance_id;

-- count_events: How many events there are.
SELECT count(*) FROM events;

-- count_booked_lines: How many bank lines an event has booked.
SELECT count(*) FROM bank_lines WHERE stream_id IS NOT NULL;

-- count_wishes: How many wishes there are.
SELECT count(*) FROM outbox;

-- booked_lines: Which events booked these bank lines.
SELECT l.line_id, l.key, l.stream_id, l.seq FROM unnest(%(lines)s::bigint[]) AS u (id)
JOIN bank_lines l ON l.bucket = (u.id & 4095)::smallint AND l.line_id = u.id;

-- wishes_of: The wishes of these events.
SELECT x.stream_id, x.seq, x.kind FROM unnest(%(streams)s::bigint[], %(numbers)s::integer[]) AS u (id, seq)
JOIN outbox x ON x.bucket = (u.id & 4095)::smallint AND x.stream_id = u.id AND x.seq = u.seq;
