-- waiting_wishes: What must still happen outside and is due, the oldest first.
SELECT x.stream_id, x.seq, x.attempts, x.due_at, e.at, e.kind, e.body
FROM outbox x JOIN events e ON e.bucket = x.bucket AND e.stream_id = x.stream_id AND e.seq = x.seq
WHERE x.done_at IS NULL AND x.due_at <= %(now)s
ORDER BY x.due_at LIMIT %(limit)s;

-- finish_wish: It has happened; once only.
UPDATE outbox SET done_at = %(now)s, result = %(result)s, attempts = attempts + 1
WHERE bucket = (%(stream)s & 4095)::smallint AND stream_id = %(stream)s AND seq = %(seq)s AND done_at IS NULL;

-- postpone_wish: It failed; try again later.
UPDATE outbox SET due_at = %(due_at)s, result = %(result)s, attempts = attempts + 1
WHERE bucket = (%(stream)s & 4095)::smallint AND stream_id = %(stream)s AND seq = %(seq)s AND done_at IS NULL;

-- claim_wishes: Lend waiting wishes of these kinds to one process until a time; what another is taking, or a rail must be asked for first, is skipped.
UPDATE outbox x SET due_at = %(until)s, attempts = x.attempts + 1
FROM (
    SELECT bucket, stream_id, seq FROM outbox
    WHERE done_at IS NULL AND file IS NULL AND kind = ANY(%(kinds)s) AND (attempts = 0 OR due_at <= %(now)s)
        AND (rails_asked_at IS NOT NULL OR NOT kind = ANY(%(rails_first)s))
    ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) AS w
WHERE x.bucket = w.bucket AND x.stream_id = w.stream_id AND x.seq = w.seq
RETURNING x.stream_id, x.seq;

-- wishes_to_do: These wishes with their events, by number.
SELECT x.stream_id, x.seq, x.attempts, x.due_at, e.at, e.kind, e.body
FROM unnest(%(streams)s::bigint[], %(numbers)s::integer[]) AS u (id, seq)
JOIN outbox x ON x.bucket = (u.id & 4095)::smallint AND x.stream_id = u.id AND x.seq = u.seq
JOIN events e ON e.bucket = x.bucket AND e.stream_id = x.stream_id AND e.seq = x.seq
ORDER BY x.stream_id, x.seq;

-- put_into_file: Write down that these wishes travel in a file; before this the file has not been sent.
UPDATE outbox x SET file = %(file)s
FROM unnest(%(streams)s::bigint[], %(numbers)s::integer[]) AS u (id, seq)
WHERE x.bucket = (u.id & 4095)::smallint AND x.stream_id = u.id AND x.seq = u.seq
    AND x.done_at IS NULL AND x.file IS NULL;

-- unsent_files: Files that were made up and not yet handed over for sure, the oldest first.
SELECT file FROM outbox WHERE file IS NOT NULL AND done_at IS NULL GROUP BY file ORDER BY min(due_at), file
LIMIT %(limit)s;

-- wishes_of_file: The wishes that travel in a file, with their events.
SELECT x.stream_id, x.seq, x.attempts, x.due_at, e.at, e.kind, e.body
FROM outbox x JOIN events e ON e.bucket = x.bucket AND e.stream_id = x.stream_id AND e.seq = x.seq
WHERE x.file = %(file)s ORDER BY x.stream_id, x.seq;

-- finish_file: A file has been handed over.
UPDATE outbox SET done_at = %(now)s, result = 'sent' WHERE file = %(file)s AND done_at IS NULL;

-- payout_sent: Where one payout of a supplier is: the event that ordered it, its file, whether that was handed over, and how much came back.
SELECT e.seq, e.kind, e.body, coalesce(x.file, ''), x.done_at IS NOT NULL, (
    SELECT coalesce(sum((b.body::jsonb ->> 'amount')::bigint), 0)::bigint FROM events b WHERE b.bucket = e.bucket AND b.stream_id = e.stream_id
        AND b.kind IN ('payout.returned', 'payout.came_back') AND (b.body::jsonb ->> 'number')::integer = %(number)s
)
FROM events e JOIN outbox x ON x.bucket = e.bucket AND x.stream_id = e.stream_id AND x.seq = e.seq
WHERE e.bucket = (%(supplier)s & 4095)::smallint AND e.stream_id = %(supplier)s AND e.kind = 'payout.created'
    AND (e.body::jsonb ->> 'number')::integer = %(number)s;

-- call_off_wish: Take back a wish that travels in no file yet; doing it again changes nothing.
UPDATE outbox SET done_at = %(now)s, result = 'called off'
WHERE bucket = (%(stream)s & 4095)::smallint AND stream_id = %(stream)s AND seq = %(seq)s AND file IS NULL
    AND (done_at IS NULL OR result = 'called off');

-- hold_wish: Keep a wish from being asked of a rail, unless that was begun before; doing it again changes nothing.
UPDATE outbox SET result = 'held'
WHERE bucket = (%(stream)s & 4095)::smallint AND stream_id = %(stream)s AND seq = %(seq)s AND done_at IS NULL
    AND file IS NULL AND rails_asked_at IS NULL AND (result IS NULL OR result = 'held');

-- free_wish: Let a wish that was held go on.
UPDATE outbox SET result = NULL
WHERE bucket = (%(stream)s & 4095)::smallint AND stream_id = %(stream)s AND seq = %(seq)s AND result = 'held';

-- begin_wish: Write down that a rail is about to be asked for a wish, unless it is held or done.
UPDATE outbox SET result = coalesce(result, 'being asked')
WHERE bucket = (%(stream)s & 4095)::smallint AND stream_id = %(stream)s AND seq = %(seq)s AND done_at IS NULL
    AND (result IS NULL OR result <> 'held');

-- wishes_waiting: What waits in the outbox, for people: the wishes that are not done, with the last thing said of them.
SELECT stream_id, seq, kind, due_at, attempts, coalesce(file, ''), coalesce(result, '') FROM outbox
WHERE done_at IS NULL ORDER BY due_at LIMIT %(limit)s;

-- wishes_for_rails: Wishes of these kinds of which not everything that goes by a rail was asked for, the oldest first.
SELECT x.stream_id, x.seq, x.attempts, x.due_at, e.at, e.kind, e.body
FROM outbox x JOIN events e ON e.bucket = x.bucket AND e.stream_id = x.stream_id AND e.seq = x.seq
WHERE x.done_at IS NULL AND x.rails_asked_at IS NULL AND x.kind = ANY(%(kinds)s)
    AND (x.attempts = 0 OR x.due_at <= %(now)s)
ORDER BY x.due_at LIMIT %(limit)s;

-- rails_were_asked: All of a wish that goes by a rail was asked for.
UPDATE outbox SET rails_asked_at = %(now)s
WHERE bucket = (%(stream)s & 4095)::smallint AND stream_id = %(stream)s AND seq = %(seq)s AND rails_asked_at IS NULL;
