-- The dispute team reads the cases that are open, and how often rulings follow the rules: few events are about either.

CREATE INDEX events_dispute_opened ON events (bucket, stream_id) WHERE kind = 'dispute.opened';
CREATE INDEX events_ruled ON events (batch) WHERE kind = 'dispute.ruled';
