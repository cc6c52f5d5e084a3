-- waking_orders: Orders with a deadline that may have passed by the wall (or the clock for all), the earliest first.
SELECT order_id FROM orders
WHERE test_clock IS NULL AND wake_at <= %(now)s ORDER BY wake_at LIMIT %(limit)s;

-- waking_orders_by_test_clock: The same for orders that live by a test clock.
SELECT o.order_id FROM test_clocks c JOIN orders o ON o.test_clock = c.clock_id AND o.wake_at <= c.now
WHERE o.test_clock IS NOT NULL ORDER BY o.wake_at LIMIT %(limit)s;

-- waking_remittances: Remittances whose holding time may be over, the earliest first.
SELECT remittance_id FROM remittances WHERE wake_at <= %(now)s ORDER BY wake_at LIMIT %(limit)s;
