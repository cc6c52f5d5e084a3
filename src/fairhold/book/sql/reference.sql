-- reference_version: The sum of the versions of all reference data.
SELECT parties, policies, clocks FROM reference;

-- read_policies: Every policy version.
SELECT version, body FROM policies ORDER BY version;

-- read_test_clocks: Every test clock.
SELECT clock_id, now, name, for_all FROM test_clocks ORDER BY clock_id;

-- publish_policy: Add the next policy version; it holds for orders agreed from now on.
WITH changed AS (UPDATE reference SET policies = policies + 1)
INSERT INTO policies (version, name, body, published_at)
SELECT coalesce(max(version), 0) + 1, %(name)s, %(body)s, %(now)s FROM policies
RETURNING version;

-- register_party: Add a company, or change what the operator knows of it.
WITH changed AS (UPDATE reference SET parties = parties + 1)
INSERT INTO parties (bucket, party_id, created_at, name, country, verified, sanctioned)
VALUES ((%(id)s & 4095)::smallint, %(id)s, %(now)s, %(name)s, %(country)s, %(verified)s, %(sanctioned)s)
ON CONFLICT (bucket, party_id) DO UPDATE SET
    name = excluded.name, country = excluded.country, verified = excluded.verified, sanctioned = excluded.sanctioned;

-- set_test_clock: Make a test clock or move it.
WITH changed AS (UPDATE reference SET clocks = clocks + 1)
INSERT INTO test_clocks (clock_id, now, name, for_all) VALUES (%(id)s, %(now)s, %(name)s, %(for_all)s)
ON CONFLICT (clock_id) DO UPDATE SET now = excluded.now, for_all = excluded.for_all;

-- attach_test_clock: Let an order live by a test clock, or by the wall again.
WITH changed AS (UPDATE reference SET clocks = clocks + 1)
UPDATE orders SET test_clock = %(clock)s WHERE bucket = (%(order)s & 4095)::smallint AND order_id = %(order)s;
