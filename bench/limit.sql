-- The limit that the desk is measured against: the least that one command on protected money must write, as one
-- server function, each call its own commit. No rules, no history of who and why, no keys, no hashes, no deadlines.

DROP SCHEMA IF EXISTS least CASCADE;
CREATE SCHEMA least;

CREATE TABLE least.orders (
    order_id bigint PRIMARY KEY,
    version  integer NOT NULL,
    escrow   bigint NOT NULL
) WITH (fillfactor = 70);
INSERT INTO least.orders SELECT n, 0, 0 FROM generate_series(1, 100000) AS n;

CREATE TABLE least.events (
    order_id bigint NOT NULL,
    seq      integer NOT NULL,
    at       timestamptz NOT NULL,
    body     text NOT NULL,
    PRIMARY KEY (order_id, seq)
);

CREATE TABLE least.postings (
    order_id bigint NOT NULL,
    seq      integer NOT NULL,
    debit    bigint NOT NULL,
    credit   bigint NOT NULL,
    amount   bigint NOT NULL,
    PRIMARY KEY (order_id, seq)
);

CREATE TABLE least.balances (
    account bigint PRIMARY KEY,
    amount  bigint NOT NULL
) WITH (fillfactor = 70);
INSERT INTO least.balances SELECT n, 0 FROM generate_series(1, 20000) AS n;

CREATE FUNCTION least.step(which bigint, lower_account bigint, higher_account bigint, much bigint)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    seq_now integer;
BEGIN
    SELECT version + 1 INTO seq_now FROM least.orders WHERE order_id = which FOR UPDATE;
    UPDATE least.orders SET version = seq_now, escrow = escrow + much WHERE order_id = which;
    INSERT INTO least.events VALUES (which, seq_now, now(), '{"type":"payment.received","amount":30000,"currency":"USD"}');
    INSERT INTO least.postings VALUES (which, seq_now, lower_account, higher_account, much);
    UPDATE least.balances SET amount = amount - much WHERE account = lower_account;
    UPDATE least.balances SET amount = amount + much WHERE account = higher_account;
    RETURN seq_now;
END $$;

VACUUM ANALYZE least.orders;
VACUUM ANALYZE least.balances;
