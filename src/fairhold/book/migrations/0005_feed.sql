-- The feed: in which order things became visible, for those who follow along. A position must never appear below one that
-- a reader has passed, so it is the number of the database transaction that wrote the event, and readers stop below the
-- oldest one that is still running.

ALTER TABLE events ADD COLUMN batch bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
COMMENT ON COLUMN events.batch IS 'The database transaction that wrote it: the order of commits, for followers.';
CREATE INDEX events_in_order_of_commit ON events (batch);

-- What the bank said the account holds at the end of a statement; NULL for notifications, which have no balances.
ALTER TABLE statements ADD COLUMN closing bigint, ADD COLUMN to_day date, ADD COLUMN currency text;
