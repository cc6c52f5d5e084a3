-- What companies are known by, as keyed hashes: two that share one may be of one hand.

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
