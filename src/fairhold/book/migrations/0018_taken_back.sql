-- A payment that its rail takes back asks for refunds to be called off; what was taken back before asks for nothing more.

INSERT INTO outbox (bucket, stream_id, due_at, done_at, seq, kind, result)
SELECT bucket, stream_id, at, at, seq, kind, 'before refunds were called off' FROM events
WHERE kind IN ('payment.reversed', 'chargeback.notified');
