-- A top-up of the trust account tells money on the house's own account that it was moved; top-ups of before tell nothing more.

INSERT INTO outbox (bucket, stream_id, due_at, done_at, seq, kind, result)
SELECT bucket, stream_id, at, at, seq, kind, 'before top-ups moved anything' FROM events
WHERE kind = 'remittance.applied_to_house';
