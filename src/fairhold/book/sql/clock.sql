-- next_alarm: The next moment at which a stream that lives by the wall may have a deadline.
SELECT min(at) FROM (
    (SELECT min(wake_at) AS at FROM orders WHERE test_clock IS NULL)
    UNION ALL (SELECT min(wake_at) FROM remittances)
) AS alarms;

-- next_alarm_of_clock: The next moment at which an order on this test clock may have a deadline.
SELECT min(wake_at) FROM orders WHERE test_clock = %(clock)s;

-- waking_on_clock: Orders on this test clock with a deadline that may have passed by `now`, the earliest first.
SELECT order_id FROM orders WHERE test_clock = %(clock)s AND wake_at <= %(now)s ORDER BY wake_at LIMIT %(limit)s;

-- attached_orders: How many orders live by a test clock.
SELECT count(*) FROM orders WHERE test_clock = %(clock)s;
