-- The one way to write: a whole batch in one call, one round trip, one database transaction.
--
-- Arrays of one prefix belong together, element by element; flattened amounts have a fixed number a row. Arrays come
-- sorted by number, so two desks lock rows in the same order. Every row is expected at the version it was read at:
-- FH001 = somebody else was faster, FH002 = a bank line is booked already, FH003 = reference data changed. Any of them
-- undoes everything.

CREATE FUNCTION write_batch(
    reference_version bigint,
    -- rows that were only looked at
    seen_order bigint[], seen_order_version integer[], seen_supplier bigint[], seen_supplier_version integer[],
    seen_remittance bigint[], seen_remittance_version integer[],
    -- orders that exist; 8 amounts: total, received, escrow, frozen, released, refunding, refunded, credit
    o_id bigint[], o_old integer[], o_version integer[], o_stage smallint[], o_amounts bigint[],
    o_last_at timestamptz[], o_wake_at timestamptz[], o_head bytea[],
    -- orders that are new
    n_id bigint[], n_supplier bigint[], n_buyer bigint[], n_currency text[], n_opened_at timestamptz[],
    n_version integer[], n_stage smallint[], n_amounts bigint[], n_last_at timestamptz[], n_wake_at timestamptz[],
    n_head bytea[],
    -- suppliers, old version 0 when new
    s_id bigint[], s_old integer[], s_version integer[], s_last_at timestamptz[], s_head bytea[], s_profile text[],
    -- their money; 10 amounts: granted, reserved, exposed, drawn, available, reserve, in_transit, dispute_hold,
    -- deposit, receivable
    m_supplier bigint[], m_currency text[], m_amounts bigint[],
    -- remittances, old version 0 when new
    r_id bigint[], r_old integer[], r_version integer[], r_state smallint[], r_currency text[], r_amount bigint[],
    r_held bigint[], r_last_at timestamptz[], r_wake_at timestamptz[], r_head bytea[],
    e_stream bigint[], e_seq integer[], e_at timestamptz[], e_kind text[], e_actor text[], e_key uuid[],
    e_fingerprint bigint[], e_count smallint[], e_side_seq integer[], e_side_count smallint[], e_body text[],
    e_hash bytea[],
    p_stream bigint[], p_seq integer[], p_line smallint[], p_debit smallint[], p_debit_owner bigint[],
    p_credit smallint[], p_credit_owner bigint[], p_amount bigint[], p_currency text[],
    k_supplier bigint[], k_key uuid[], k_stream bigint[], k_fingerprint bigint[], k_seq integer[], k_count smallint[],
    x_stream bigint[], x_seq integer[], x_kind text[], x_due_at timestamptz[],
    l_id bigint[], l_key text[], l_stream bigint[], l_seq integer[],
    replayed_order bigint[], replayed_supplier bigint[], replayed_remittance bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found_rows bigint;
BEGIN
    PERFORM FROM reference WHERE parties + policies + clocks = reference_version;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'reference data changed' USING ERRCODE = 'FH003';
    END IF;

    IF cardinality(seen_order) > 0 THEN
        PERFORM FROM unnest(seen_order, seen_order_version) AS u (id, version)
        LEFT JOIN orders ON orders.bucket = (u.id & 4095)::smallint AND orders.order_id = u.id
        WHERE orders.version IS DISTINCT FROM u.version;
        IF FOUND THEN
            RAISE EXCEPTION 'an order moved on' USING ERRCODE = 'FH001';
        END IF;
    END IF;
    IF cardinality(seen_supplier) > 0 THEN
        PERFORM FROM unnest(seen_supplier, seen_supplier_version) AS u (id, version)
        LEFT JOIN suppliers ON suppliers.bucket = (u.id & 4095)::smallint AND suppliers.supplier_id = u.id
        WHERE coalesce(suppliers.version, 0) <> u.version;
        IF FOUND THEN
            RAISE EXCEPTION 'a supplier moved on' USING ERRCODE = 'FH001';
        END IF;
    END IF;
    IF cardinality(seen_remittance) > 0 THEN
        PERFORM FROM unnest(seen_remittance, seen_remittance_version) AS u (id, version)
        LEFT JOIN remittances ON remittances.bucket = (u.id & 4095)::smallint AND remittances.remittance_id = u.id
        WHERE coalesce(remittances.version, 0) <> u.version;
        IF FOUND THEN
            RAISE EXCEPTION 'a remittance moved on' USING ERRCODE = 'FH001';
        END IF;
    END IF;

    IF cardinality(o_id) > 0 THEN
        UPDATE orders SET
            version = u.version, stage = u.stage, last_at = u.last_at, wake_at = u.wake_at, head = u.head,
            total = o_amounts[u.i * 8 - 7], received = o_amounts[u.i * 8 - 6], escrow = o_amounts[u.i * 8 - 5],
            frozen = o_amounts[u.i * 8 - 4], released = o_amounts[u.i * 8 - 3], refunding = o_amounts[u.i * 8 - 2],
            refunded = o_amounts[u.i * 8 - 1], credit = o_amounts[u.i * 8]
        FROM unnest(o_id, o_old, o_version, o_stage, o_last_at, o_wake_at, o_head) WITH ORDINALITY
            AS u (id, old, version, stage, last_at, wake_at, head, i)
        WHERE orders.bucket = (u.id & 4095)::smallint AND orders.order_id = u.id AND orders.version = u.old;
        GET DIAGNOSTICS found_rows = ROW_COUNT;
        IF found_rows <> cardinality(o_id) THEN
            RAISE EXCEPTION 'an order moved on' USING ERRCODE = 'FH001';
        END IF;
    END IF;
    IF cardinality(n_id) > 0 THEN
        INSERT INTO orders (bucket, order_id, supplier, buyer, currency, opened_at, version, stage, last_at, wake_at,
            head, total, received, escrow, frozen, released, refunding, refunded, credit)
        SELECT (u.id & 4095)::smallint, u.id, u.supplier, u.buyer, u.currency, u.opened_at, u.version, u.stage, u.last_at,
            u.wake_at, u.head, n_amounts[u.i * 8 - 7], n_amounts[u.i * 8 - 6], n_amounts[u.i * 8 - 5],
            n_amounts[u.i * 8 - 4], n_amounts[u.i * 8 - 3], n_amounts[u.i * 8 - 2], n_amounts[u.i * 8 - 1],
            n_amounts[u.i * 8]
        FROM unnest(n_id, n_supplier, n_buyer, n_currency, n_opened_at, n_version, n_stage, n_last_at, n_wake_at, n_head)
            WITH ORDINALITY AS u (id, supplier, buyer, currency, opened_at, version, stage, last_at, wake_at, head, i);
    END IF;

    IF cardinality(s_id) > 0 THEN
        UPDATE suppliers SET version = u.version, last_at = u.last_at, head = u.head, profile = u.profile
        FROM unnest(s_id, s_old, s_version, s_last_at, s_head, s_profile) AS u (id, old, version, last_at, head, profile)
        WHERE suppliers.bucket = (u.id & 4095)::smallint AND suppliers.supplier_id = u.id AND suppliers.version = u.old;
        GET DIAGNOSTICS found_rows = ROW_COUNT;
        IF found_rows <> cardinality(s_id) THEN
            IF found_rows + cardinality(array_positions(s_old, 0)) <> cardinality(s_id) THEN
                RAISE EXCEPTION 'a supplier moved on' USING ERRCODE = 'FH001';
            END IF;
            INSERT INTO suppliers (bucket, supplier_id, version, last_at, head, profile)
            SELECT (u.id & 4095)::smallint, u.id, u.version, u.last_at, u.head, u.profile
            FROM unnest(s_id, s_old, s_version, s_last_at, s_head, s_profile) AS u (id, old, version, last_at, head, profile)
            WHERE u.old = 0;
        END IF;
    END IF;
    IF cardinality(m_supplier) > 0 THEN
        INSERT INTO supplier_money AS kept (bucket, supplier_id, currency, granted, reserved, exposed, drawn, available,
            reserve, in_transit, dispute_hold, deposit, receivable)
        SELECT (u.supplier & 4095)::smallint, u.supplier, u.currency, m_amounts[u.i * 10 - 9], m_amounts[u.i * 10 - 8],
            m_amounts[u.i * 10 - 7], m_amounts[u.i * 10 - 6], m_amounts[u.i * 10 - 5], m_amounts[u.i * 10 - 4],
            m_amounts[u.i * 10 - 3], m_amounts[u.i * 10 - 2], m_amounts[u.i * 10 - 1], m_amounts[u.i * 10]
        FROM unnest(m_supplier, m_currency) WITH ORDINALITY AS u (supplier, currency, i)
        ON CONFLICT (bucket, supplier_id, currency) DO UPDATE SET
            granted = excluded.granted, reserved = excluded.reserved, exposed = excluded.exposed, drawn = excluded.drawn,
            available = excluded.available, reserve = excluded.reserve, in_transit = excluded.in_transit,
            dispute_hold = excluded.dispute_hold, deposit = excluded.deposit, receivable = excluded.receivable;
    END IF;

    IF cardinality(r_id) > 0 THEN
        UPDATE remittances SET
            version = u.version, state = u.state, held = u.held, last_at = u.last_at, wake_at = u.wake_at, head = u.head
        FROM unnest(r_id, r_old, r_version, r_state, r_held, r_last_at, r_wake_at, r_head)
            AS u (id, old, version, state, held, last_at, wake_at, head)
        WHERE remittances.bucket = (u.id & 4095)::smallint AND remittances.remittance_id = u.id
            AND remittances.version = u.old;
        GET DIAGNOSTICS found_rows = ROW_COUNT;
        IF found_rows <> cardinality(r_id) THEN
            IF found_rows + cardinality(array_positions(r_old, 0)) <> cardinality(r_id) THEN
                RAISE EXCEPTION 'a remittance moved on' USING ERRCODE = 'FH001';
            END IF;
            INSERT INTO remittances (bucket, remittance_id, version, state, currency, amount, held, last_at, wake_at, head)
            SELECT (u.id & 4095)::smallint, u.id, u.version, u.state, u.currency, u.amount, u.held, u.last_at, u.wake_at,
                u.head
            FROM unnest(r_id, r_old, r_version, r_state, r_currency, r_amount, r_held, r_last_at, r_wake_at, r_head)
                AS u (id, old, version, state, currency, amount, held, last_at, wake_at, head)
            WHERE u.old = 0;
        END IF;
    END IF;

    IF cardinality(e_stream) > 0 THEN
        INSERT INTO events (bucket, stream_id, seq, at, kind, actor, key, fingerprint, count, side_seq, side_count, body,
            hash)
        SELECT (u.stream & 4095)::smallint, u.stream, u.seq, u.at, u.kind, u.actor, u.key, u.fingerprint, u.count,
            u.side_seq, u.side_count, u.body, u.hash
        FROM unnest(e_stream, e_seq, e_at, e_kind, e_actor, e_key, e_fingerprint, e_count, e_side_seq, e_side_count,
            e_body, e_hash)
            AS u (stream, seq, at, kind, actor, key, fingerprint, count, side_seq, side_count, body, hash);
    END IF;
    IF cardinality(p_stream) > 0 THEN
        INSERT INTO postings (bucket, stream_id, seq, line, debit, debit_owner, credit, credit_owner, amount, currency)
        SELECT (u.stream & 4095)::smallint, u.stream, u.seq, u.line, u.debit, u.debit_owner, u.credit, u.credit_owner,
            u.amount, u.currency
        FROM unnest(p_stream, p_seq, p_line, p_debit, p_debit_owner, p_credit, p_credit_owner, p_amount, p_currency)
            AS u (stream, seq, line, debit, debit_owner, credit, credit_owner, amount, currency);
    END IF;
    IF cardinality(k_supplier) > 0 THEN
        INSERT INTO supplier_keys (bucket, supplier_id, key, stream_id, fingerprint, seq, count)
        SELECT (u.supplier & 4095)::smallint, u.supplier, u.key, u.stream, u.fingerprint, u.seq, u.count
        FROM unnest(k_supplier, k_key, k_stream, k_fingerprint, k_seq, k_count)
            AS u (supplier, key, stream, fingerprint, seq, count);
    END IF;
    IF cardinality(x_stream) > 0 THEN
        INSERT INTO outbox (bucket, stream_id, seq, kind, due_at)
        SELECT (u.stream & 4095)::smallint, u.stream, u.seq, u.kind, u.due_at
        FROM unnest(x_stream, x_seq, x_kind, x_due_at) AS u (stream, seq, kind, due_at);
    END IF;
    IF cardinality(l_id) > 0 THEN
        INSERT INTO bank_lines AS kept (bucket, line_id, key, stream_id, seq)
        SELECT (u.id & 4095)::smallint, u.id, u.key, u.stream, u.seq
        FROM unnest(l_id, l_key, l_stream, l_seq) AS u (id, key, stream, seq)
        ON CONFLICT (bucket, line_id) DO UPDATE SET stream_id = excluded.stream_id, seq = excluded.seq
            WHERE kept.stream_id IS NULL AND kept.key = excluded.key;
        GET DIAGNOSTICS found_rows = ROW_COUNT;
        IF found_rows <> cardinality(l_id) THEN
            RAISE EXCEPTION 'a bank line is booked already' USING ERRCODE = 'FH002';
        END IF;
    END IF;

    IF cardinality(replayed_order) > 0 THEN
        UPDATE orders SET replays = replays + 1 FROM unnest(replayed_order) AS u (id)
        WHERE orders.bucket = (u.id & 4095)::smallint AND orders.order_id = u.id;
    END IF;
    IF cardinality(replayed_supplier) > 0 THEN
        UPDATE suppliers SET replays = replays + 1 FROM unnest(replayed_supplier) AS u (id)
        WHERE suppliers.bucket = (u.id & 4095)::smallint AND suppliers.supplier_id = u.id;
    END IF;
    IF cardinality(replayed_remittance) > 0 THEN
        UPDATE remittances SET replays = replays + 1 FROM unnest(replayed_remittance) AS u (id)
        WHERE remittances.bucket = (u.id & 4095)::smallint AND remittances.remittance_id = u.id;
    END IF;
END $$;
