-- unmatched_by_amount: Orders at these stages whose contract asks for an amount within bounds, as initial payment, balance or total.
SELECT orders_asking_for(%(low)s, %(high)s, %(currency)s, %(first)s::smallint, %(last)s::smallint, %(looked_at)s, %(limit)s);

-- unmatched_payers: Buyers whose orders took money from this account before, the newest first.
SELECT buyers_paying_from(%(account)s, %(looked_at)s, %(limit)s);

-- unmatched_names: Companies whose name begins like this, whatever its case.
SELECT parties_called(%(beginning)s, %(beyond)s, %(limit)s);

-- unmatched_orders_of: The newest signed orders of these buyers.
SELECT o.order_id FROM unnest(%(buyers)s::bigint[]) AS u (id)
CROSS JOIN LATERAL (
    SELECT order_id FROM orders WHERE buyer = u.id AND stage >= %(first)s ORDER BY order_id DESC LIMIT %(limit)s
) AS o;
