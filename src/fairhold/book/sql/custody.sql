-- begin_custody: The row of an order's chain, before its first entry.
INSERT INTO evidence_orders (bucket, order_id, seq, head)
VALUES ((%(order)s & 4095)::smallint, %(order)s, 0, %(start)s) ON CONFLICT (bucket, order_id) DO NOTHING;

-- lock_custody: Where an order's chain ends; whoever asks is alone with it until the commit.
SELECT last_at, seq, head FROM evidence_orders
WHERE bucket = (%(order)s & 4095)::smallint AND order_id = %(order)s FOR UPDATE;

-- add_entries: Add entries to an order's chain.
INSERT INTO custody (bucket, order_id, at, seq, who, action, note, sha256, previous, hash)
SELECT (%(order)s & 4095)::smallint, %(order)s, u.at, u.seq, u.who, u.action, u.note, u.sha256, u.previous, u.hash
FROM unnest(%(at)s::timestamptz[], %(seq)s::integer[], %(who)s::text[], %(action)s::text[], %(note)s::text[],
    %(sha256)s::bytea[], %(previous)s::bytea[], %(hash)s::bytea[])
    AS u (at, seq, who, action, note, sha256, previous, hash);

-- end_custody: Where an order's chain ends now.
UPDATE evidence_orders SET last_at = %(at)s, seq = %(seq)s, head = %(head)s
WHERE bucket = (%(order)s & 4095)::smallint AND order_id = %(order)s;

-- add_file: Keep that an order has a file; the second time nothing is written.
INSERT INTO evidence_files (bucket, order_id, party, added_at, size, sha256, role, person, kind, document, name, facts)
VALUES ((%(order)s & 4095)::smallint, %(order)s, %(party)s, %(added_at)s, %(size)s, %(sha256)s, %(role)s, %(person)s,
    %(kind)s, %(document)s, %(name)s, %(facts)s)
ON CONFLICT (bucket, order_id, sha256) DO NOTHING;

-- forget_file: An order's file was erased: its name and what was read from it go, the hash stays.
UPDATE evidence_files SET name = '', facts = '{}'
WHERE bucket = (%(order)s & 4095)::smallint AND order_id = %(order)s AND sha256 = %(sha256)s;

-- tell_file: A file that was erased came in again: its name and what was read from it.
UPDATE evidence_files SET name = %(name)s, facts = %(facts)s
WHERE bucket = (%(order)s & 4095)::smallint AND order_id = %(order)s AND sha256 = %(sha256)s AND name = '';

-- files_of_order: An order's files, the oldest first.
SELECT order_id, party, added_at, size, sha256, role, person, kind, document, name, facts FROM evidence_files
WHERE bucket = (%(order)s & 4095)::smallint AND order_id = %(order)s ORDER BY added_at, sha256;

-- all_files: Every file of every order.
SELECT order_id, party, added_at, size, sha256, role, person, kind, document, name, facts FROM evidence_files
ORDER BY bucket, order_id, added_at, sha256;

-- used_by_side: How many files one side has added to an order, and their bytes.
SELECT count(*), coalesce(sum(size), 0)::bigint FROM evidence_files
WHERE bucket = (%(order)s & 4095)::smallint AND order_id = %(order)s AND role = %(role)s AND party = %(party)s;

-- orders_with: The orders that have this file.
SELECT order_id FROM evidence_files WHERE sha256 = %(sha256)s ORDER BY bucket, order_id;

-- custody_of_order: An order's entries after a number, in their order.
SELECT order_id, seq, at, who, action, sha256, note, previous, hash FROM custody
WHERE bucket = (%(order)s & 4095)::smallint AND order_id = %(order)s AND seq > %(after)s ORDER BY seq LIMIT %(limit)s;

-- all_custody: Every entry of every order, in their order.
SELECT order_id, seq, at, who, action, sha256, note, previous, hash FROM custody ORDER BY bucket, order_id, seq;

-- all_custody_ends: Where every order's chain ends.
SELECT order_id, seq, head FROM evidence_orders ORDER BY bucket, order_id;

-- leaves_of_order: Which leaves of the tree an order's entries are.
SELECT seq, leaf FROM custody_leaves
WHERE bucket = (%(order)s & 4095)::smallint AND order_id = %(order)s ORDER BY seq;

-- all_leaves: Every leaf of the tree, in its place.
SELECT leaf, order_id, seq, hash FROM custody_leaves ORDER BY leaf, bucket, order_id, seq;

-- uncovered_entries: Entries before a moment that no head covers yet.
SELECT c.order_id, c.seq, c.hash FROM custody c
WHERE c.at < %(before)s AND NOT EXISTS (SELECT FROM custody_leaves l
    WHERE l.bucket = c.bucket AND l.order_id = c.order_id AND l.seq = c.seq)
ORDER BY c.at, c.bucket, c.order_id, c.seq;

-- add_leaves: Put entries into the tree.
INSERT INTO custody_leaves (bucket, order_id, leaf, seq, hash)
SELECT (u.order_id & 4095)::smallint, u.order_id, u.leaf, u.seq, u.hash
FROM unnest(%(order)s::bigint[], %(leaf)s::bigint[], %(seq)s::integer[], %(hash)s::bytea[])
    AS u (order_id, leaf, seq, hash);

-- add_head: Keep the signed head of a day.
INSERT INTO custody_heads (number, size, signed_at, day, root, public_key, signature)
VALUES (%(number)s, %(size)s, %(signed_at)s, %(day)s, %(root)s, %(public_key)s, %(signature)s);

-- all_heads: Every head, the oldest first.
SELECT number, day, size, root, public_key, signature, signed_at FROM custody_heads ORDER BY number;

-- heads_before: At most so many heads before a number, the newest first.
SELECT number, day, size, root, public_key, signature, signed_at FROM custody_heads
WHERE number < %(before)s ORDER BY number DESC LIMIT %(limit)s;

-- last_head: The newest head.
SELECT number, day, size, root, public_key, signature, signed_at FROM custody_heads ORDER BY number DESC LIMIT 1;

-- holds_of_order: What was held and let go of an order's files, in order.
SELECT sha256, action FROM custody
WHERE bucket = (%(order)s & 4095)::smallint AND order_id = %(order)s AND action IN ('held', 'let_go') ORDER BY seq;
