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
