-- keep_notice: Keep a notice once; the second time nothing is written.
INSERT INTO rail_notices (bucket, notice_id, received_at, at, again_at, rail, id, happened, payment, state, body)
VALUES ((%(number)s & 4095)::smallint, %(number)s, %(now)s, %(at)s, %(now)s, %(rail)s, %(id)s, %(happened)s,
    %(payment)s, 'kept', %(body)s)
ON CONFLICT DO NOTHING;

-- find_notice: One notice by its number.
SELECT notice_id, received_at, at, again_at, tries, rail, id, happened, payment, state, said, closed_by, body
FROM rail_notices WHERE bucket = (%(number)s & 4095)::smallint AND notice_id = %(number)s;

-- due_notices: Notices that are to be tried now, in the order in which they came.
SELECT notice_id, received_at, at, again_at, tries, rail, id, happened, payment, state, said, closed_by, body
FROM rail_notices WHERE again_at <= %(now)s ORDER BY again_at, at LIMIT %(limit)s;

-- waiting_notices_of_payment: Notices of one payment that did not fit when they came, in the order in which it happened.
SELECT notice_id, received_at, at, again_at, tries, rail, id, happened, payment, state, said, closed_by, body
FROM rail_notices WHERE payment = %(payment)s AND rail = %(rail)s AND state IN ('kept', 'waiting') ORDER BY at
LIMIT %(limit)s;

-- notices_in_states: Notices in these states above one, by number.
SELECT notice_id, received_at, at, again_at, tries, rail, id, happened, payment, state, said, closed_by, body
FROM rail_notices WHERE state = ANY(%(states)s) AND notice_id > %(above)s ORDER BY notice_id LIMIT %(limit)s;

-- settle_notice: Say what came of a notice that is still open.
UPDATE rail_notices SET state = %(state)s, said = %(said)s, again_at = %(again_at)s, tries = tries + 1
WHERE bucket = (%(number)s & 4095)::smallint AND notice_id = %(number)s AND state IN ('kept', 'waiting', 'aside');

-- retry_notice: Let a notice that did not fit be tried again now, with all its tries before it.
UPDATE rail_notices SET state = 'waiting', again_at = %(now)s, tries = 0
WHERE bucket = (%(number)s & 4095)::smallint AND notice_id = %(number)s AND state IN ('waiting', 'aside');

-- dismiss_notice: A person closes a notice that did not fit, and says why.
UPDATE rail_notices SET state = 'dismissed', said = %(said)s, closed_by = %(by)s, again_at = NULL
WHERE bucket = (%(number)s & 4095)::smallint AND notice_id = %(number)s AND state IN ('waiting', 'aside');
