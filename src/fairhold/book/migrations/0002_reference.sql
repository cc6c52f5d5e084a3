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
