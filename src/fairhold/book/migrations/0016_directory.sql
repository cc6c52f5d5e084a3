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
CREATE INDEX directory_by_score ON directory (score DESC, supplier_id) WHERE listed;
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

ALTER TABLE directory ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON directory TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON directory FOR SELECT TO fairhold_reader USING ((SELECT reading_staff()));
