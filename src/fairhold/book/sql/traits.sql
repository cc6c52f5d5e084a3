-- forget_traits: Whatever a company was known by.
DELETE FROM party_traits WHERE bucket = (%(party)s & 4095)::smallint AND party_id = %(party)s;

-- keep_trait: A company is known by this.
INSERT INTO party_traits (bucket, party_id, recorded_at, kind, digest)
VALUES ((%(party)s & 4095)::smallint, %(party)s, %(now)s, %(kind)s, %(digest)s) ON CONFLICT DO NOTHING;

-- traits_of: What a company is known by, and how many others share each, counted no further than needed.
SELECT t.kind, t.recorded_at, (
    SELECT count(*) FROM (
        SELECT DISTINCT other.party_id FROM party_traits other
        WHERE other.digest = t.digest AND other.party_id <> t.party_id LIMIT %(most)s
    ) AS others
) FROM party_traits t
WHERE t.bucket = (%(party)s & 4095)::smallint AND t.party_id = %(party)s
ORDER BY t.kind, t.digest;

-- same_traits: Those of the companies that share something with one; what more than so many share says nothing.
SELECT DISTINCT theirs.party_id, ours.kind, theirs.kind FROM party_traits ours
JOIN party_traits theirs ON theirs.digest = ours.digest AND theirs.party_id = ANY(%(others)s::bigint[])
WHERE ours.bucket = (%(party)s & 4095)::smallint AND ours.party_id = %(party)s AND (
    SELECT count(*) FROM (
        SELECT DISTINCT anybody.party_id FROM party_traits anybody WHERE anybody.digest = ours.digest LIMIT %(most)s + 1
    ) AS known
) <= %(most)s
ORDER BY 1, 2, 3;
