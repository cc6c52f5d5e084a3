-- Bringing a file into a dispute asks for an entry of custody; what was brought before this step asks for nothing more.

INSERT INTO outbox (bucket, stream_id, due_at, done_at, seq, kind, result)
SELECT bucket, stream_id, at, at, seq, kind, 'before there were such entries' FROM events WHERE kind = 'dispute.evidence_filed';
