-- The whole schema in one piece, for reading: what the migrations in migrations/ build, which a test proves.

CREATE TABLE migrations (
    number     integer     PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now(),
    name       text        NOT NULL,
    sha256     bytea       NOT NULL
);

-- Streams, what happened to them and the money it moved.
--
-- Every stream (order, supplier, remittance) lives in one bucket, its number modulo 4096, and every key begins with it:
-- the database can be sharded by it. Rows that change hold only what lists, locks and guards need; the facts are the
-- events. No trigger, no sequence, no foreign key between hot tables: correctness comes from expected versions.

CREATE TABLE orders (
    bucket     smallint    NOT NULL CHECK (bucket = (order_id & 4095)),
    order_id   bigint      NOT NULL CHECK (order_id > 0),
    supplier   bigint      NOT NULL CHECK ((supplier & 4095) = (order_id & 4095)),
    buyer      bigint      NOT NULL CHECK (buyer > 0),
    opened_at  timestamptz NOT NULL,
    total      bigint      NOT NULL CHECK (total >= 0),
    received   bigint      NOT NULL CHECK (received >= 0),
    escrow     bigint      NOT NULL CHECK (escrow >= 0),
    frozen     bigint      NOT NULL CHECK (frozen >= 0),
    released   bigint      NOT NULL CHECK (released >= 0),
    refunding  bigint      NOT NULL CHECK (refunding >= 0),
    refunded   bigint      NOT NULL CHECK (refunded >= 0),
    credit     bigint      NOT NULL CHECK (credit >= 0),
    last_at    timestamptz NOT NULL,
    wake_at    timestamptz,
    test_clock bigint,
    version    integer     NOT NULL CHECK (version > 0),
    replays    integer     NOT NULL DEFAULT 0,
    stage      smallint    NOT NULL,
    currency   text        NOT NULL CHECK (length(currency) = 3),
    head       bytea       NOT NULL CHECK (length(head) = 32),
    PRIMARY KEY (bucket, order_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE orders IS 'One row an order: the numbers that lists and locks need. Amounts in minor units.';
COMMENT ON COLUMN orders.wake_at IS 'Never later than the earliest deadline; rewritten only when that moves earlier or when it fired.';
COMMENT ON COLUMN orders.replays IS 'How often a key was asked again: the answer waits for this write as the first one did.';
COMMENT ON COLUMN orders.head IS 'Hash of the last event: the end of the chain.';
CREATE INDEX orders_by_id ON orders (order_id);
CREATE INDEX orders_of_supplier ON orders (supplier, order_id);
CREATE INDEX orders_of_buyer ON orders (buyer, order_id);
CREATE INDEX orders_waking ON orders (wake_at) WHERE test_clock IS NULL;
CREATE INDEX orders_waking_by_test_clock ON orders (test_clock, wake_at) WHERE test_clock IS NOT NULL;

CREATE TABLE suppliers (
    bucket      smallint    NOT NULL CHECK (bucket = (supplier_id & 4095)),
    supplier_id bigint      NOT NULL CHECK (supplier_id > 0),
    last_at     timestamptz NOT NULL,
    version     integer     NOT NULL CHECK (version > 0),
    replays     integer     NOT NULL DEFAULT 0,
    head        bytea       NOT NULL CHECK (length(head) = 32),
    profile     text        NOT NULL,
    PRIMARY KEY (bucket, supplier_id)
) WITH (fillfactor = 50);
COMMENT ON TABLE suppliers IS 'One row a supplier. It may have millions of events, so its facts are these rows; verify proves them.';
COMMENT ON COLUMN suppliers.profile IS 'The facts that are no money, as JSON.';

CREATE TABLE supplier_money (
    bucket       smallint NOT NULL,
    supplier_id  bigint   NOT NULL,
    currency     text     NOT NULL CHECK (length(currency) = 3),
    granted      bigint   NOT NULL CHECK (granted >= 0),
    reserved     bigint   NOT NULL CHECK (reserved >= 0),
    exposed      bigint   NOT NULL CHECK (exposed >= 0),
    drawn        bigint   NOT NULL CHECK (drawn >= 0),
    available    bigint   NOT NULL CHECK (available >= 0),
    reserve      bigint   NOT NULL CHECK (reserve >= 0),
    in_transit   bigint   NOT NULL CHECK (in_transit >= 0),
    dispute_hold bigint   NOT NULL CHECK (dispute_hold >= 0),
    deposit      bigint   NOT NULL CHECK (deposit >= 0),
    receivable   bigint   NOT NULL CHECK (receivable >= 0),
    PRIMARY KEY (bucket, supplier_id, currency)
) WITH (fillfactor = 50);
COMMENT ON TABLE supplier_money IS 'A supplier''s limit and money in one currency, minor units. None of it may fall below zero (I3, I7).';

CREATE TABLE remittances (
    bucket        smallint    NOT NULL CHECK (bucket = (remittance_id & 4095)),
    remittance_id bigint      NOT NULL CHECK (remittance_id > 0),
    amount        bigint      NOT NULL CHECK (amount >= 0),
    held          bigint      NOT NULL CHECK (held >= 0),
    last_at       timestamptz NOT NULL,
    wake_at       timestamptz,
    version       integer     NOT NULL CHECK (version > 0),
    replays       integer     NOT NULL DEFAULT 0,
    state         smallint    NOT NULL,
    currency      text        NOT NULL CHECK (length(currency) = 3),
    head          bytea       NOT NULL CHECK (length(head) = 32),
    PRIMARY KEY (bucket, remittance_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE remittances IS 'One row a bank line that found no order (M7); `held` is what of it lies in suspense.';
CREATE INDEX remittances_in_state ON remittances (state, remittance_id);
CREATE INDEX remittances_waking ON remittances (wake_at);

CREATE TABLE events (
    bucket      smallint    NOT NULL,
    stream_id   bigint      NOT NULL,
    at          timestamptz NOT NULL,
    seq         integer     NOT NULL CHECK (seq > 0),
    side_seq    integer,
    key         uuid,
    fingerprint bigint,
    count       smallint,
    side_count  smallint,
    kind        text        NOT NULL,
    actor       text        NOT NULL,
    body        text        NOT NULL,
    hash        bytea       NOT NULL,
    PRIMARY KEY (bucket, stream_id, seq)
);
COMMENT ON TABLE events IS 'What happened, for ever. `hash` chains an event to the one before it in its stream.';
COMMENT ON COLUMN events.actor IS 'role:party:person';
COMMENT ON COLUMN events.key IS 'On the first event of an asking: its idempotency key, what was asked (fingerprint) and how many events it made here.';
COMMENT ON COLUMN events.side_seq IS 'On the first event of an order''s asking: where its events in the supplier''s stream begin.';

CREATE TABLE postings (
    bucket       smallint NOT NULL,
    stream_id    bigint   NOT NULL,
    debit_owner  bigint   NOT NULL,
    credit_owner bigint   NOT NULL,
    amount       bigint   NOT NULL CHECK (amount > 0),
    seq          integer  NOT NULL,
    line         smallint NOT NULL,
    debit        smallint NOT NULL,
    credit       smallint NOT NULL,
    currency     text     NOT NULL CHECK (length(currency) = 3),
    CHECK (debit <> credit OR debit_owner <> credit_owner),
    PRIMARY KEY (bucket, stream_id, seq, line)
);
COMMENT ON TABLE postings IS 'The money an event moved. Both sides stand in one row, so every row balances (I1). Minor units.';

CREATE TABLE supplier_keys (
    bucket      smallint NOT NULL,
    supplier_id bigint   NOT NULL,
    key         uuid     NOT NULL,
    stream_id   bigint   NOT NULL,
    fingerprint bigint   NOT NULL,
    seq         integer  NOT NULL,
    count       smallint NOT NULL,
    PRIMARY KEY (bucket, supplier_id, key)
);
COMMENT ON TABLE supplier_keys IS 'Keys of drafts and of commands on suppliers: the stream, and where the asking''s events begin in it.';

CREATE TABLE outbox (
    bucket    smallint    NOT NULL,
    stream_id bigint      NOT NULL,
    due_at    timestamptz NOT NULL,
    done_at   timestamptz,
    seq       integer     NOT NULL,
    attempts  integer     NOT NULL DEFAULT 0,
    kind      text        NOT NULL,
    result    text,
    PRIMARY KEY (bucket, stream_id, seq)
) WITH (fillfactor = 70);
COMMENT ON TABLE outbox IS 'What must happen outside because of an event; done after the commit, tried again until it is.';
CREATE INDEX outbox_waiting ON outbox (due_at) WHERE done_at IS NULL;

CREATE TABLE statements (
    bucket       smallint    NOT NULL CHECK (bucket = (statement_id & 4095)),
    statement_id bigint      NOT NULL CHECK (statement_id > 0),
    imported_at  timestamptz NOT NULL,
    account      text        NOT NULL,
    reference    text        NOT NULL,
    file_name    text        NOT NULL,
    sha256       bytea       NOT NULL CHECK (length(sha256) = 32),
    body         text        NOT NULL,
    PRIMARY KEY (bucket, statement_id)
);
COMMENT ON TABLE statements IS 'Bank statements taken in; the number is a hash of account and reference, so a second import finds the first.';

CREATE TABLE bank_lines (
    bucket       smallint NOT NULL CHECK (bucket = (line_id & 4095)),
    line_id      bigint   NOT NULL CHECK (line_id > 0),
    statement_id bigint,
    stream_id    bigint,
    amount       bigint,
    seq          integer,
    booked_on    date,
    key          text     NOT NULL,
    account      text,
    currency     text,
    outcome      text,
    body         text,
    PRIMARY KEY (bucket, line_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE bank_lines IS 'Lines of the trust account, numbered by a hash of their key, and the one event that booked each (I8).';
CREATE INDEX bank_lines_of_statement ON bank_lines (statement_id);

-- Reference data: few rows, rarely changed, kept in memory by every desk; and who may log in.

CREATE TABLE reference (
    only_one smallint PRIMARY KEY CHECK (only_one = 1),
    parties  bigint NOT NULL,
    policies bigint NOT NULL,
    clocks   bigint NOT NULL
);
COMMENT ON TABLE reference IS 'Versions of what desks keep in memory; a write that was decided with older ones is decided again.';
INSERT INTO reference VALUES (1, 0, 0, 0);

CREATE TABLE policies (
    version      integer     PRIMARY KEY CHECK (version > 0),
    name         text        NOT NULL,
    body         text        NOT NULL,
    published_at timestamptz NOT NULL
);
COMMENT ON TABLE policies IS 'Policy versions as JSON, for ever: an order keeps the one it was agreed under.';

CREATE TABLE parties (
    bucket     smallint    NOT NULL CHECK (bucket = (party_id & 4095)),
    party_id   bigint      NOT NULL CHECK (party_id > 0),
    created_at timestamptz NOT NULL,
    name       text        NOT NULL,
    country    text        NOT NULL CHECK (length(country) = 2),
    verified   boolean     NOT NULL,
    sanctioned boolean     NOT NULL,
    PRIMARY KEY (bucket, party_id)
);
COMMENT ON TABLE parties IS 'Companies as the operator knows them (T01).';
CREATE INDEX parties_by_id ON parties (party_id);

CREATE TABLE test_clocks (
    clock_id bigint      PRIMARY KEY,
    now      timestamptz NOT NULL,
    name     text        NOT NULL,
    for_all  boolean     NOT NULL
);
COMMENT ON TABLE test_clocks IS 'Clocks that stand still until advanced, for one order or (for_all) for everything.';

CREATE TABLE api_keys (
    hash       bytea       PRIMARY KEY CHECK (length(hash) = 32),
    party      bigint      NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    role       text        NOT NULL,
    name       text        NOT NULL
);
COMMENT ON TABLE api_keys IS 'Keys of programs, hashed; each acts for one company (0 for staff) in one role.';

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

-- Who may touch what. The application is not the owner: what happened is insert-only for it. Readers are fenced in by
-- row-level security as a second wall: `fairhold.party` is the company that reads, `fairhold.staff` is 'on' for staff.

DO $$
BEGIN
    CREATE ROLE fairhold_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE fairhold_reader NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'fairhold_app', 'MEMBER') THEN
        GRANT fairhold_app, fairhold_reader TO CURRENT_USER;
    END IF;
END $$;

GRANT SELECT, INSERT, UPDATE ON orders, suppliers, supplier_money, remittances, outbox, bank_lines TO fairhold_app;
GRANT SELECT, INSERT ON events, postings, supplier_keys, statements, policies TO fairhold_app;
GRANT SELECT, UPDATE ON reference TO fairhold_app;
GRANT SELECT, INSERT, UPDATE ON parties, api_keys TO fairhold_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON test_clocks TO fairhold_app;
GRANT SELECT ON migrations TO fairhold_app, fairhold_reader;
GRANT SELECT ON orders, suppliers, supplier_money, remittances, events, postings, outbox, statements, bank_lines,
    policies, parties, test_clocks TO fairhold_reader;

CREATE FUNCTION reading_party() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(nullif(current_setting('fairhold.party', true), ''), '0')::bigint $$;
CREATE FUNCTION reading_staff() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('fairhold.staff', true), '') = 'on' $$;

ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON orders TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON orders FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR buyer = (SELECT reading_party()) OR supplier = (SELECT reading_party()));

ALTER TABLE suppliers ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON suppliers TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON suppliers FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR supplier_id = (SELECT reading_party()));

ALTER TABLE supplier_money ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON supplier_money TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON supplier_money FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR supplier_id = (SELECT reading_party()));

ALTER TABLE remittances ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON remittances TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON remittances FOR SELECT TO fairhold_reader USING ((SELECT reading_staff()));

ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON events TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON events FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR stream_id = (SELECT reading_party()) OR EXISTS (
        SELECT FROM orders o WHERE o.bucket = events.bucket AND o.order_id = events.stream_id));

ALTER TABLE postings ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON postings TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON postings FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR stream_id = (SELECT reading_party()) OR EXISTS (
        SELECT FROM orders o WHERE o.bucket = postings.bucket AND o.order_id = postings.stream_id));

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON outbox TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON outbox FOR SELECT TO fairhold_reader USING ((SELECT reading_staff()));

ALTER TABLE statements ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON statements TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON statements FOR SELECT TO fairhold_reader USING ((SELECT reading_staff()));

ALTER TABLE bank_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON bank_lines TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON bank_lines FOR SELECT TO fairhold_reader USING ((SELECT reading_staff()));

-- The feed: in which order things became visible, for those who follow along. A position must never appear below one that
-- a reader has passed, so it is the number of the database transaction that wrote the event, and readers stop below the
-- oldest one that is still running.

ALTER TABLE events ADD COLUMN batch bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
COMMENT ON COLUMN events.batch IS 'The database transaction that wrote it: the order of commits, for followers.';
CREATE INDEX events_in_order_of_commit ON events (batch);

-- What the bank said the account holds at the end of a statement; NULL for notifications, which have no balances.
ALTER TABLE statements ADD COLUMN closing bigint, ADD COLUMN to_day date, ADD COLUMN currency text;

-- Payments leave in files. A wish is put into a file before the file is sent, so that after a crash the same file with
-- the same bytes is sent again and the bank pays it once.

ALTER TABLE outbox ADD COLUMN file text;
COMMENT ON COLUMN outbox.file IS 'The message id of the payment file that carries this wish, once it has one.';
CREATE INDEX outbox_files ON outbox (file) WHERE file IS NOT NULL;

-- People who log in. Passwords are kept as argon2 hashes and session tokens as their SHA-256, so that nobody who reads
-- these tables can log in with what stands there.

CREATE TABLE persons (
    person_id     bigint      PRIMARY KEY CHECK (person_id > 0),
    party         bigint      NOT NULL,
    created_at    timestamptz NOT NULL,
    email         text        NOT NULL UNIQUE CHECK (email = lower(email)),
    name          text        NOT NULL,
    role          text        NOT NULL,
    password_hash text        NOT NULL,
    human         text        NOT NULL DEFAULT ''
);
COMMENT ON COLUMN persons.human IS 'The natural person: the address of its first login.';
COMMENT ON TABLE persons IS 'Logins; each acts for one company (0 for staff) in one role.';

CREATE TABLE sessions (
    token_hash bytea       PRIMARY KEY CHECK (length(token_hash) = 32),
    person_id  bigint      NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at)
);
COMMENT ON TABLE sessions IS 'Who is logged in, until when.';
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

GRANT SELECT, INSERT, UPDATE ON persons TO fairhold_app;
GRANT SELECT, INSERT, DELETE ON sessions TO fairhold_app;

-- Inspectors and their visits. Few events are about visits, so two small partial indexes find them; an inspector reads
-- orders for which a visit was asked, and no others. `fairhold.inspector` is 'on' while one reads.

CREATE INDEX events_visit_asked ON events (stream_id) WHERE kind = 'inspection.requested';
CREATE INDEX events_visit_reported ON events (bucket, stream_id) WHERE kind = 'inspection.reported';
CREATE INDEX events_order_counted ON events (bucket, stream_id) WHERE kind = 'limit.order_counted';

-- The dispute team reads the cases that are open, and how often rulings follow the rules: few events are about either.

CREATE INDEX events_dispute_opened ON events (bucket, stream_id) WHERE kind = 'dispute.opened';
CREATE INDEX events_ruled ON events (batch) WHERE kind = 'dispute.ruled';

CREATE FUNCTION reading_inspector() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('fairhold.inspector', true), '') = 'on' $$;

-- Asks the events past their own policy, which would ask the orders again.
CREATE FUNCTION reading_visited(of_bucket smallint, of_order bigint) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT EXISTS (SELECT FROM events e
        WHERE e.stream_id = of_order AND e.bucket = of_bucket AND e.kind = 'inspection.requested') $$;

ALTER POLICY own ON orders
    USING ((SELECT reading_staff()) OR buyer = (SELECT reading_party()) OR supplier = (SELECT reading_party())
        OR ((SELECT reading_inspector()) AND reading_visited(bucket, order_id)));

-- Evidence: which files lie in the vault for which order, and who did what with them. The bytes are not here.
--
-- What was done with a file is for ever: the application may only add entries. Of a file's own row it may clear the name
-- and what was read from the file, because they are gone when the file is erased; the hash stays.

CREATE TABLE evidence_orders (
    bucket   smallint    NOT NULL CHECK (bucket = (order_id & 4095)),
    order_id bigint      NOT NULL CHECK (order_id > 0),
    last_at  timestamptz,
    seq      integer     NOT NULL CHECK (seq >= 0),
    head     bytea       NOT NULL CHECK (length(head) = 32),
    PRIMARY KEY (bucket, order_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE evidence_orders IS 'One row an order with evidence: where its chain of custody ends.';

CREATE TABLE evidence_files (
    bucket   smallint    NOT NULL CHECK (bucket = (order_id & 4095)),
    order_id bigint      NOT NULL CHECK (order_id > 0),
    party    bigint      NOT NULL CHECK (party >= 0),
    added_at timestamptz NOT NULL,
    size     bigint      NOT NULL CHECK (size > 0),
    sha256   bytea       NOT NULL CHECK (length(sha256) = 32),
    role     text        NOT NULL,
    person   text        NOT NULL,
    kind     text        NOT NULL,
    document text        NOT NULL,
    name     text        NOT NULL,
    facts    text        NOT NULL,
    PRIMARY KEY (bucket, order_id, sha256)
);
COMMENT ON TABLE evidence_files IS 'Files of an order in the vault, by the SHA-256 of their bytes; `facts` is what readers found in them, as JSON.';
CREATE INDEX evidence_files_by_hash ON evidence_files (sha256);

CREATE TABLE custody (
    bucket   smallint    NOT NULL CHECK (bucket = (order_id & 4095)),
    order_id bigint      NOT NULL CHECK (order_id > 0),
    at       timestamptz NOT NULL,
    seq      integer     NOT NULL CHECK (seq > 0),
    who      text        NOT NULL,
    action   text        NOT NULL,
    note     text        NOT NULL,
    sha256   bytea       NOT NULL CHECK (length(sha256) = 32),
    previous bytea       NOT NULL CHECK (length(previous) = 32),
    hash     bytea       NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (bucket, order_id, seq)
);
COMMENT ON TABLE custody IS 'What was done with an order''s evidence, for ever. `hash` chains an entry to the one before it in its order.';

CREATE TABLE custody_leaves (
    bucket   smallint NOT NULL CHECK (bucket = (order_id & 4095)),
    order_id bigint   NOT NULL CHECK (order_id > 0),
    leaf     bigint   NOT NULL CHECK (leaf >= 0),
    seq      integer  NOT NULL CHECK (seq > 0),
    hash     bytea    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (bucket, order_id, seq)
);
COMMENT ON TABLE custody_leaves IS 'Which leaf of the one tree over all entries an entry is, once a head covers it.';
CREATE INDEX custody_leaves_by_place ON custody_leaves (leaf);

CREATE TABLE custody_heads (
    number     integer     PRIMARY KEY CHECK (number > 0),
    size       bigint      NOT NULL CHECK (size > 0),
    signed_at  timestamptz NOT NULL,
    day        date        NOT NULL UNIQUE,
    root       bytea       NOT NULL CHECK (length(root) = 32),
    public_key bytea       NOT NULL CHECK (length(public_key) = 32),
    signature  bytea       NOT NULL CHECK (length(signature) = 64)
);
COMMENT ON TABLE custody_heads IS 'Size and root of the tree at the end of a day, signed; numbered without a gap, so two clocks cannot both sign.';

GRANT SELECT, INSERT, UPDATE ON evidence_orders TO fairhold_app;
GRANT SELECT, INSERT, UPDATE (name, facts) ON evidence_files TO fairhold_app;
GRANT SELECT, INSERT ON custody, custody_leaves, custody_heads TO fairhold_app;
GRANT SELECT ON evidence_files, custody, custody_leaves, custody_heads TO fairhold_reader;

ALTER TABLE evidence_orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON evidence_orders TO fairhold_app USING (true) WITH CHECK (true);

ALTER TABLE evidence_files ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON evidence_files TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON evidence_files FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR EXISTS (
        SELECT FROM orders o WHERE o.bucket = evidence_files.bucket AND o.order_id = evidence_files.order_id));

ALTER TABLE custody ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON custody TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON custody FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR EXISTS (
        SELECT FROM orders o WHERE o.bucket = custody.bucket AND o.order_id = custody.order_id));

ALTER TABLE custody_leaves ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON custody_leaves TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON custody_leaves FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR EXISTS (
        SELECT FROM orders o WHERE o.bucket = custody_leaves.bucket AND o.order_id = custody_leaves.order_id));

-- Money without an order is looked for by what contracts ask for and by who paid before: a few rows an index lookup.
--
-- The amounts are cut out of the events' text, because a body is not always fit for jsonb (it may hold an escaped NUL).
-- Within a string of the body every quotation mark is escaped, so no title can pass for an amount. The functions run as
-- the owner, for row-level security would keep such an index from being used; they say nothing to who is no staff.

CREATE INDEX events_initial ON events
    ((substring(body FROM '"initial":\{"amount":"([0-9]{1,18})"')::bigint), stream_id DESC)
    WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended');
CREATE INDEX events_balance ON events
    ((substring(body FROM '"total":\{"amount":"([0-9]{1,18})"')::bigint - substring(body FROM '"initial":\{"amount":"([0-9]{1,18})"')::bigint), stream_id DESC)
    WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended');
CREATE INDEX events_total ON events
    ((substring(body FROM '"total":\{"amount":"([0-9]{1,18})"')::bigint), stream_id DESC)
    WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended');
CREATE INDEX events_payer ON events (substring(body FROM '"account":"([^"\\]{1,64})"'), stream_id DESC)
    WHERE kind = 'payment.received';
CREATE INDEX parties_by_name ON parties (lower(name) text_pattern_ops);

CREATE FUNCTION orders_asking_for(low bigint, high bigint, wanted text, first_stage smallint, last_stage smallint,
    looked_at integer, at_most integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    SELECT DISTINCT found.stream_id FROM (
        (SELECT bucket, stream_id FROM events
        WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended')
        AND substring(body FROM '"initial":\{"amount":"([0-9]{1,18})"')::bigint BETWEEN low AND high
        LIMIT looked_at)
        UNION ALL
        (SELECT bucket, stream_id FROM events
        WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended')
        AND substring(body FROM '"total":\{"amount":"([0-9]{1,18})"')::bigint - substring(body FROM '"initial":\{"amount":"([0-9]{1,18})"')::bigint BETWEEN low AND high
        LIMIT looked_at)
        UNION ALL
        (SELECT bucket, stream_id FROM events
        WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended')
        AND substring(body FROM '"total":\{"amount":"([0-9]{1,18})"')::bigint BETWEEN low AND high
        LIMIT looked_at)
    ) AS found
    JOIN orders o ON o.bucket = found.bucket AND o.order_id = found.stream_id
    WHERE reading_staff() AND o.currency = wanted AND o.stage BETWEEN first_stage AND last_stage
    ORDER BY found.stream_id DESC LIMIT at_most $$;

CREATE FUNCTION buyers_paying_from(account text, looked_at integer, at_most integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    SELECT o.buyer FROM (
        SELECT bucket, stream_id FROM events
        WHERE kind = 'payment.received' AND substring(body FROM '"account":"([^"\\]{1,64})"') = account
        ORDER BY stream_id DESC LIMIT looked_at
    ) AS found
    JOIN orders o ON o.bucket = found.bucket AND o.order_id = found.stream_id
    WHERE reading_staff() GROUP BY o.buyer ORDER BY max(found.stream_id) DESC LIMIT at_most $$;

CREATE FUNCTION parties_called(beginning text, beyond text, at_most integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    SELECT party_id FROM parties
    WHERE reading_staff() AND lower(name) ~>=~ beginning AND lower(name) ~<~ beyond
    ORDER BY lower(name) USING ~<~, party_id LIMIT at_most $$;

-- What acquirers and lenders tell us.

CREATE TABLE rail_notices (
    bucket      smallint    NOT NULL CHECK (bucket = (notice_id & 4095)),
    notice_id   bigint      NOT NULL CHECK (notice_id > 0),
    received_at timestamptz NOT NULL,
    at          timestamptz NOT NULL,
    again_at    timestamptz,
    tries       integer     NOT NULL DEFAULT 0 CHECK (tries >= 0),
    rail        text        NOT NULL,
    id          text        NOT NULL,
    happened    text        NOT NULL,
    payment     text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('kept', 'applied', 'repeated', 'waiting', 'aside', 'dismissed')),
    said        text        NOT NULL DEFAULT '',
    closed_by   text        NOT NULL DEFAULT '',
    body        text        NOT NULL,
    PRIMARY KEY (bucket, notice_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE rail_notices IS 'Signed notices of acquirers and lenders, each kept before it is answered; the number is a hash of rail and id.';
COMMENT ON COLUMN rail_notices.again_at IS 'When it is tried again; empty once it is over or set aside for people.';
CREATE INDEX rail_notices_waiting ON rail_notices (again_at) WHERE again_at IS NOT NULL;
CREATE INDEX rail_notices_of_payment ON rail_notices (payment, notice_id);
CREATE INDEX rail_notices_in_state ON rail_notices (state, notice_id);

ALTER TABLE outbox ADD COLUMN rails_asked_at timestamptz;
COMMENT ON COLUMN outbox.rails_asked_at IS 'When all that goes by a rail other than the bank had been asked for.';

GRANT SELECT, INSERT, UPDATE (again_at, tries, state, said, closed_by) ON rail_notices TO fairhold_app;
GRANT SELECT ON rail_notices TO fairhold_reader;

ALTER TABLE rail_notices ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON rail_notices TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON rail_notices FOR SELECT TO fairhold_reader USING ((SELECT reading_staff()));

-- The directory of suppliers: what they are found and ordered by. It follows the feed and can be made anew at any time.

CREATE TABLE directory (
    bucket       smallint    NOT NULL CHECK (bucket = (supplier_id & 4095)),
    supplier_id  bigint      NOT NULL CHECK (supplier_id > 0),
    made_at      timestamptz NOT NULL,
    free         bigint      NOT NULL CHECK (free >= 0),
    score        integer     NOT NULL CHECK (score BETWEEN 0 AND 10000),
    on_time_least integer    NOT NULL CHECK (on_time_least BETWEEN 0 AND 10000),
    listed       boolean     NOT NULL,
    country      text        NOT NULL,
    currencies   text[]      NOT NULL,
    rails        text[]      NOT NULL,
    words        tsvector    NOT NULL,
    record       text        NOT NULL,
    PRIMARY KEY (bucket, supplier_id)
) WITH (fillfactor = 80);
COMMENT ON TABLE directory IS 'Suppliers as buyers look for them, made from their streams; limit, name and profile are read from their own rows.';
COMMENT ON COLUMN directory.free IS 'The free limit when the row was made or the limit last moved, in minor units of the limit''s currency.';
CREATE INDEX directory_by_score ON directory (score DESC, supplier_id, on_time_least, free, country) WHERE listed;
CREATE INDEX directory_by_words ON directory USING gin (words);

CREATE TABLE directory_position (
    only_one  smallint PRIMARY KEY CHECK (only_one = 1),
    batch     bigint  NOT NULL,
    stream_id bigint  NOT NULL,
    seq       integer NOT NULL
);
COMMENT ON TABLE directory_position IS 'How far the directory has followed the feed.';
INSERT INTO directory_position VALUES (1, (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint, 0, 0);

GRANT SELECT, INSERT, UPDATE ON directory TO fairhold_app;
GRANT SELECT, UPDATE ON directory_position TO fairhold_app;
GRANT SELECT ON directory TO fairhold_reader;

CREATE TABLE party_traits (
    bucket      smallint    NOT NULL CHECK (bucket = (party_id & 4095)),
    party_id    bigint      NOT NULL CHECK (party_id > 0),
    recorded_at timestamptz NOT NULL,
    kind        text        NOT NULL,
    digest      bytea       NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (bucket, party_id, kind, digest)
);
COMMENT ON TABLE party_traits IS 'What companies are known by besides their names: only keyed hashes, to see which are shared (O50).';
CREATE INDEX party_traits_by_digest ON party_traits (digest, party_id);
GRANT SELECT, INSERT, DELETE ON party_traits TO fairhold_app;
