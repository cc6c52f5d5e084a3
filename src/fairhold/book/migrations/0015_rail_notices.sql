-- What acquirers and lenders tell us, kept before it is answered; and wishes that go to a rail instead of the bank.

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
