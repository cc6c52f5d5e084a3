-- People who log in. Passwords are kept as argon2 hashes and session tokens as their SHA-256, so that nobody who reads
-- these tables can log in with what stands there.

CREATE TABLE persons (
    person_id     bigint      PRIMARY KEY CHECK (person_id > 0),
    party         bigint      NOT NULL,
    created_at    timestamptz NOT NULL,
    email         text        NOT NULL UNIQUE CHECK (email = lower(email)),
    name          text        NOT NULL,
    role          text        NOT NULL,
    password_hash text        NOT NULL
);
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
