-- Limits are computed from the orders that ended, which stand in their supplier's stream among much else.

CREATE INDEX events_order_counted ON events (bucket, stream_id) WHERE kind = 'limit.order_counted';
