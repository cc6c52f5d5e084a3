-- reading_as: Say for this database transaction who reads; row-level security goes by it.
SELECT set_config('fairhold.party', %(party)s, true), set_config('fairhold.staff', %(staff)s, true),
    set_config('fairhold.inspector', %(inspector)s, true);

-- reading_orders: Versions and times of these orders; `clock` is the test clock that an order lives by, if any.
SELECT o.order_id, o.version, o.last_at, coalesce(own.now, everyone.now) AS clock
FROM unnest(%(orders)s::bigint[]) AS u (id)
JOIN orders o ON o.bucket = (u.id & 4095)::smallint AND o.order_id = u.id
LEFT JOIN test_clocks own ON own.clock_id = o.test_clock
LEFT JOIN test_clocks everyone ON everyone.for_all;

-- reading_remittances: Versions and times of these remittances.
SELECT r.remittance_id, r.version, r.last_at, everyone.now AS clock
FROM unnest(%(remittances)s::bigint[]) AS u (id)
JOIN remittances r ON r.bucket = (u.id & 4095)::smallint AND r.remittance_id = u.id
LEFT JOIN test_clocks everyone ON everyone.for_all;

-- reading_streams: Everything that happened to these streams, in order.
SELECT e.stream_id, e.seq, e.at, e.kind, e.actor, e.body
FROM unnest(%(streams)s::bigint[]) AS u (id)
JOIN events e ON e.bucket = (u.id & 4095)::smallint AND e.stream_id = u.id
ORDER BY e.stream_id, e.seq;

-- reading_postings: What one stream posted, in order.
SELECT p.seq, p.line, p.debit, p.debit_owner, p.credit, p.credit_owner, p.amount, p.currency FROM postings p
WHERE p.bucket = (%(stream)s & 4095)::smallint AND p.stream_id = %(stream)s ORDER BY p.seq, p.line;

-- reading_parties: What the operator knows of these companies.
SELECT p.party_id, p.name, p.country, p.verified, p.sanctioned FROM unnest(%(parties)s::bigint[]) AS u (id)
JOIN parties p ON p.bucket = (u.id & 4095)::smallint AND p.party_id = u.id;

-- reading_parties_of_orders: Both companies of these orders.
SELECT p.party_id, p.name, p.country, p.verified, p.sanctioned
FROM (
    SELECT unnest(ARRAY[o.buyer, o.supplier]) AS id FROM unnest(%(orders)s::bigint[]) AS u (id)
    JOIN orders o ON o.bucket = (u.id & 4095)::smallint AND o.order_id = u.id
) AS both_sides
JOIN parties p ON p.bucket = (both_sides.id & 4095)::smallint AND p.party_id = both_sides.id
GROUP BY p.bucket, p.party_id;

-- reading_party_page: Companies, the newest number first.
SELECT party_id, name, country, verified, sanctioned FROM parties
WHERE party_id < %(below)s AND (%(only)s = 0 OR party_id = %(only)s) ORDER BY party_id DESC LIMIT %(limit)s;

-- reading_orders_of_buyer: Numbers of a buyer's orders, the newest first.
SELECT order_id FROM orders WHERE buyer = %(party)s AND order_id < %(below)s
AND (%(stages)s::smallint[] IS NULL OR stage = ANY (%(stages)s::smallint[]))
AND (%(created_gte)s::timestamptz IS NULL OR opened_at >= %(created_gte)s)
AND (%(deadline_before)s::timestamptz IS NULL OR wake_at < %(deadline_before)s)
ORDER BY order_id DESC LIMIT %(limit)s;

-- reading_orders_of_supplier: Numbers of a supplier's orders, the newest first.
SELECT order_id FROM orders WHERE supplier = %(party)s AND order_id < %(below)s
AND (%(stages)s::smallint[] IS NULL OR stage = ANY (%(stages)s::smallint[]))
AND (%(created_gte)s::timestamptz IS NULL OR opened_at >= %(created_gte)s)
AND (%(deadline_before)s::timestamptz IS NULL OR wake_at < %(deadline_before)s)
ORDER BY order_id DESC LIMIT %(limit)s;

-- reading_orders_of_all: Numbers of everybody's orders, the newest first.
SELECT order_id FROM orders WHERE order_id < %(below)s
AND (%(stages)s::smallint[] IS NULL OR stage = ANY (%(stages)s::smallint[]))
AND (%(created_gte)s::timestamptz IS NULL OR opened_at >= %(created_gte)s)
AND (%(deadline_before)s::timestamptz IS NULL OR wake_at < %(deadline_before)s)
ORDER BY order_id DESC LIMIT %(limit)s;

-- reading_orders_visited: Numbers of orders for which an inspection visit was asked, the newest first.
SELECT DISTINCT o.order_id FROM events e
JOIN orders o ON o.bucket = e.bucket AND o.order_id = e.stream_id
WHERE e.kind = 'inspection.requested' AND e.stream_id < %(below)s
AND (%(stages)s::smallint[] IS NULL OR o.stage = ANY (%(stages)s::smallint[]))
AND (%(created_gte)s::timestamptz IS NULL OR o.opened_at >= %(created_gte)s)
AND (%(deadline_before)s::timestamptz IS NULL OR o.wake_at < %(deadline_before)s)
ORDER BY o.order_id DESC LIMIT %(limit)s;

-- reading_reported_orders: Numbers of a supplier's orders that an inspector has reported on, the newest first.
SELECT DISTINCT o.order_id FROM events e
JOIN orders o ON o.bucket = e.bucket AND o.order_id = e.stream_id
WHERE e.bucket = (%(supplier)s & 4095)::smallint AND e.kind = 'inspection.reported' AND o.supplier = %(supplier)s
ORDER BY o.order_id DESC LIMIT %(limit)s;

-- reading_disputed_orders: Numbers of orders on which a dispute was opened, under way or ended with a deadline (T54), the earliest first.
SELECT o.order_id FROM events e JOIN orders o ON o.bucket = e.bucket AND o.order_id = e.stream_id
WHERE e.kind = 'dispute.opened'
AND (o.stage = ANY (%(stages)s::smallint[]) OR o.stage = %(ended)s::smallint AND o.wake_at IS NOT NULL)
GROUP BY o.order_id, o.wake_at ORDER BY o.wake_at NULLS LAST, o.order_id LIMIT %(limit)s;

-- reading_rulings: The last rulings.
SELECT e.body FROM events e WHERE e.kind = 'dispute.ruled' ORDER BY e.batch DESC, e.stream_id, e.seq LIMIT %(limit)s;

-- reading_suppliers: These suppliers: their versions and what is known of them besides money.
SELECT s.supplier_id, s.version, s.profile FROM unnest(%(buckets)s::smallint[], %(suppliers)s::bigint[]) AS u (bucket, id)
JOIN suppliers s ON s.bucket = u.bucket AND s.supplier_id = u.id;

-- reading_supplier_money: Their limit and money, a row a currency.
SELECT m.supplier_id, m.currency, m.granted, m.reserved, m.exposed, m.drawn, m.available, m.reserve, m.in_transit,
    m.dispute_hold, m.deposit, m.receivable
FROM unnest(%(buckets)s::smallint[], %(suppliers)s::bigint[]) AS u (bucket, id)
JOIN supplier_money m ON m.bucket = u.bucket AND m.supplier_id = u.id
ORDER BY m.supplier_id, m.currency;

-- reading_payouts: What happened to a supplier's payouts, the latest first.
SELECT e.at, e.kind, e.body FROM events e
WHERE e.bucket = (%(supplier)s & 4095)::smallint AND e.stream_id = %(supplier)s
AND e.kind IN ('payout.created', 'payout.settled', 'payout.returned', 'payout.came_back', 'payout.recalled',
    'payout.recall_refused')
ORDER BY e.seq DESC LIMIT %(limit)s;

-- reading_account_history: What happened to the account that a supplier's payouts go to, the latest first.
SELECT e.at, e.kind, e.actor, e.body FROM events e
WHERE e.bucket = (%(supplier)s & 4095)::smallint AND e.stream_id = %(supplier)s
AND e.kind IN ('payout.account_set', 'payout.account_proposed', 'payout.payee_verified', 'payout.account_agreed',
    'payout.account_dropped')
ORDER BY e.seq DESC LIMIT %(limit)s;

-- reading_account_changes: Suppliers whose new payout account waits for a second person, the longest waiting first.
SELECT s.supplier_id FROM suppliers s WHERE s.profile::jsonb -> 'account_change' ->> 'proposal' IS NOT NULL
ORDER BY s.profile::jsonb -> 'account_change' -> 'proposal' ->> 'at', s.supplier_id LIMIT %(limit)s;

-- reading_recalls: Suppliers of whose payouts the bank is asked to fetch one back.
SELECT s.supplier_id FROM suppliers s WHERE s.profile::jsonb -> 'recalls' -> 0 IS NOT NULL
ORDER BY s.supplier_id LIMIT %(limit)s;

-- reading_measures: Suppliers about whom something waits for a second person, the longest waiting first.
SELECT s.supplier_id FROM suppliers s WHERE s.profile::jsonb -> 'pending' -> 0 IS NOT NULL
ORDER BY s.profile::jsonb -> 'pending' -> 0 -> 'proposal' ->> 'at', s.supplier_id LIMIT %(limit)s;

-- reading_counted: The orders of suppliers that ended and count for their limits, in the order in which they ended.
SELECT e.stream_id, e.kind, e.body FROM unnest(%(buckets)s::smallint[], %(suppliers)s::bigint[]) AS u (bucket, id)
JOIN events e ON e.bucket = u.bucket AND e.stream_id = u.id AND e.kind = 'limit.order_counted'
ORDER BY e.stream_id, e.seq;

-- reading_same_persons: Buyers for whom a natural person logs in that logs in for the supplier too.
SELECT DISTINCT theirs.party FROM persons ours JOIN persons theirs ON theirs.human = ours.human AND theirs.human <> ''
WHERE ours.party = %(supplier)s AND theirs.party = ANY(%(buyers)s::bigint[]) ORDER BY theirs.party;

-- reading_same_accounts: Buyers that paid the supplier from its own payout account, or are paid on it as suppliers.
SELECT o.buyer FROM orders o JOIN events e ON e.bucket = o.bucket AND e.stream_id = o.order_id
WHERE o.bucket = (%(supplier)s & 4095)::smallint AND o.supplier = %(supplier)s AND o.buyer = ANY(%(buyers)s::bigint[])
    AND e.kind = 'payment.received' AND substring(e.body FROM '"account":"([^"\\]{1,64})"') = %(account)s
UNION
SELECT s.supplier_id FROM unnest(%(buyers)s::bigint[]) AS b(id)
JOIN suppliers s ON s.bucket = (b.id & 4095)::smallint AND s.supplier_id = b.id
WHERE s.profile::jsonb -> 'account' ->> 'account' = %(account)s AND s.supplier_id <> %(supplier)s
ORDER BY 1;

-- reading_sales: Who bought from these suppliers, of the orders that ended and count.
SELECT DISTINCT e.stream_id, (e.body::jsonb ->> 'buyer')::bigint FROM unnest(%(suppliers)s::bigint[]) AS s(id)
JOIN events e ON e.bucket = (s.id & 4095)::smallint AND e.stream_id = s.id AND e.kind = 'limit.order_counted'
ORDER BY 1, 2 LIMIT %(limit)s;

-- reading_linked: Suppliers above a number with a buyer that seems related, in one of these states.
SELECT s.supplier_id FROM suppliers s
WHERE s.supplier_id > %(above)s AND strpos(s.profile, '"links":[{') > 0 AND EXISTS (
    SELECT FROM jsonb_array_elements(s.profile::jsonb -> 'links') AS l (link)
    WHERE l.link ->> 'state' = ANY (%(states)s::text[])
)
ORDER BY s.supplier_id LIMIT %(limit)s;

-- reading_ended: Of a supplier's orders that count, how many ended since a day, left on time, and were lost.
SELECT count(*), count(*) FILTER (WHERE (o.said ->> 'on_time')::boolean),
    count(*) FILTER (WHERE (o.said ->> 'lost')::boolean)
FROM (
    SELECT e.body::jsonb AS said FROM events e
    WHERE e.bucket = (%(supplier)s & 4095)::smallint AND e.stream_id = %(supplier)s AND e.kind = 'limit.order_counted'
) o WHERE o.said ->> 'day' >= %(since)s;

-- reading_declines: Why a supplier declined offers, of its latest orders that ended without a deal since a moment.
SELECT said.body::jsonb ->> 'reason', count(*) FROM (
    SELECT o.bucket, o.order_id FROM orders o
    WHERE o.supplier = %(supplier)s AND o.stage = %(stage)s AND o.opened_at >= %(since)s
    ORDER BY o.order_id DESC LIMIT %(limit)s
) o
JOIN events said ON said.bucket = o.bucket AND said.stream_id = o.order_id AND said.kind = 'order.declined'
WHERE said.body::jsonb ->> 'by' = 'supplier'
GROUP BY 1 ORDER BY 2 DESC, 1;

-- reading_unassessed: Suppliers that take part and whose limit was last computed before a day, by bucket and number.
SELECT s.supplier_id FROM suppliers s
WHERE (s.bucket, s.supplier_id) > ((%(above)s & 4095)::smallint, %(above)s) AND (s.profile::jsonb ->> 'opted_in')::boolean
AND coalesce(s.profile::jsonb ->> 'assessed_on', '') < %(before)s
ORDER BY s.bucket, s.supplier_id LIMIT %(limit)s;

-- reading_expiring: Suppliers with a bond that has expired by a day, or is to be reminded of because it will by another.
SELECT s.supplier_id FROM suppliers s
WHERE jsonb_array_length(coalesce(s.profile::jsonb -> 'bonds', '[]')) > 0 AND EXISTS (
    SELECT FROM jsonb_array_elements(s.profile::jsonb -> 'bonds') AS b (said)
    WHERE b.said -> 'expired' IS NULL AND (b.said ->> 'expires' < %(today)s
        OR (b.said -> 'reminded' IS NULL AND b.said ->> 'expires' <= %(soon)s)))
ORDER BY s.supplier_id LIMIT %(limit)s;

-- reading_on_schedule: Suppliers that are paid out by themselves, by number: those with a day of their own, and of those paid every day the ones with money.
SELECT s.supplier_id FROM suppliers s
WHERE s.supplier_id > %(above)s
AND (coalesce(s.profile::jsonb #>> '{schedule,every}', %(usual)s) IN ('weekly', 'monthly')
    OR coalesce(s.profile::jsonb #>> '{schedule,every}', %(usual)s) = 'daily'
    AND EXISTS (SELECT FROM supplier_money m
        WHERE m.bucket = s.bucket AND m.supplier_id = s.supplier_id AND m.available > 0))
ORDER BY s.supplier_id LIMIT %(limit)s;

-- reading_remittance_page: Numbers of remittances in these states, by number.
SELECT remittance_id FROM remittances WHERE state = ANY (%(states)s::smallint[]) AND remittance_id > %(above)s
ORDER BY remittance_id LIMIT %(limit)s;

-- reading_balances: Debits and credits of every account, by currency.
SELECT sides.currency, sides.account, sum(sides.debit)::bigint, sum(sides.credit)::bigint
FROM (
    SELECT currency, debit AS account, amount AS debit, 0::bigint AS credit FROM postings
    UNION ALL
    SELECT currency, credit, 0, amount FROM postings
) AS sides
GROUP BY sides.currency, sides.account ORDER BY sides.currency, sides.account;

-- reading_journal: Every posting with its event, in the order in which things happened.
SELECT e.at, e.kind, p.stream_id, p.seq, e.actor, p.debit, p.debit_owner, p.credit, p.credit_owner, p.amount, p.currency
FROM postings p JOIN events e ON e.bucket = p.bucket AND e.stream_id = p.stream_id AND e.seq = p.seq
ORDER BY e.at, p.bucket, p.stream_id, p.seq, p.line;

-- reading_closings: The last balance that the bank proved, of each account and currency.
SELECT DISTINCT ON (s.account, s.currency) s.account, s.currency, s.reference, s.to_day, s.closing FROM statements s
WHERE s.closing IS NOT NULL ORDER BY s.account, s.currency, s.to_day DESC NULLS LAST, s.imported_at DESC;

-- reading_feed: What happened after a position, in the order of the commits, up to the oldest one still running.
SELECT e.batch, e.stream_id, e.seq, e.at, e.kind, e.actor, e.body FROM events e
WHERE e.batch >= %(batch)s AND (e.batch, e.stream_id, e.seq) > (%(batch)s, %(stream)s, %(seq)s)
AND (e.batch < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint
    OR e.batch >= (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint)
ORDER BY e.batch, e.stream_id, e.seq LIMIT %(limit)s;

-- reading_waiting: What still waits in these accounts, by when it came; the oldest money is taken to have left first.
WITH sides AS (
    SELECT p.credit AS account, p.credit_owner AS owner, p.currency, p.amount, p.bucket, p.stream_id, p.seq, p.line
    FROM postings p WHERE p.credit = ANY (%(accounts)s::smallint[])
    UNION ALL
    SELECT p.debit, p.debit_owner, p.currency, -p.amount, p.bucket, p.stream_id, p.seq, p.line
    FROM postings p WHERE p.debit = ANY (%(accounts)s::smallint[])
), open AS (
    SELECT account, owner, currency, sum(amount) AS left_over FROM sides
    GROUP BY account, owner, currency HAVING sum(amount) > 0
), came AS (
    SELECT s.account, s.owner, s.currency, s.amount, e.at, o.left_over, coalesce(sum(s.amount) OVER (
        PARTITION BY s.account, s.owner, s.currency ORDER BY e.at DESC, s.seq DESC, s.line DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS newer
    FROM sides s JOIN open o USING (account, owner, currency)
    JOIN events e ON e.bucket = s.bucket AND e.stream_id = s.stream_id AND e.seq = s.seq
    WHERE s.amount > 0
)
SELECT account, owner, currency, at, least(amount, left_over - newer)::bigint FROM came
WHERE newer < left_over ORDER BY account, currency, at, owner;

-- reading_exposure: The limits that are in use, the most exposed first.
SELECT m.supplier_id, coalesce(p.name, ''), m.currency, m.granted, m.reserved, m.exposed, m.drawn
FROM supplier_money m LEFT JOIN parties p ON p.party_id = m.supplier_id
WHERE m.reserved > 0 OR m.drawn > 0
ORDER BY m.currency, m.exposed + m.drawn DESC, m.reserved DESC, m.supplier_id LIMIT %(limit)s;

-- reading_at_risk: Suppliers whose limit is in use or who have a deposit or bonds, with all that secures it on a day.
SELECT m.supplier_id, coalesce(p.name, ''), m.currency, m.granted, m.reserved, m.exposed, m.drawn, m.deposit, b.worth
FROM supplier_money m LEFT JOIN parties p ON p.party_id = m.supplier_id
JOIN suppliers s ON s.bucket = m.bucket AND s.supplier_id = m.supplier_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum((one ->> 'amount')::bigint - coalesce((one ->> 'paid')::bigint, 0)), 0)::bigint AS worth
    FROM jsonb_array_elements(coalesce(s.profile::jsonb -> 'bonds', '[]')) AS one
    WHERE one ->> 'currency' = m.currency AND one ->> 'starts' <= %(day)s AND one ->> 'expires' >= %(day)s
) AS b
WHERE m.reserved > 0 OR m.drawn > 0 OR m.deposit > 0 OR b.worth > 0
ORDER BY m.currency, m.supplier_id;

-- reading_bank_days: What the bank said at the end of each day, and the lines up to it that the books have.
SELECT s.account, s.currency, s.to_day, s.closing, (
    SELECT coalesce(sum(l.amount), 0)::bigint FROM bank_lines l
    WHERE l.account = s.account AND l.currency = s.currency AND l.booked_on <= s.to_day AND l.stream_id IS NOT NULL)
FROM (
    SELECT DISTINCT ON (account, currency, to_day) account, currency, to_day, closing FROM statements
    WHERE closing IS NOT NULL AND to_day IS NOT NULL
    ORDER BY account, currency, to_day DESC, imported_at DESC
) AS s ORDER BY s.to_day DESC, s.currency, s.account LIMIT %(limit)s;
