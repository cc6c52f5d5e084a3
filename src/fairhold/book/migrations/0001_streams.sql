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
