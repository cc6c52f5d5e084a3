-- find_api_key: Whom a key acts for, if it is in force.
SELECT role, party, name FROM api_keys WHERE hash = %(hash)s AND revoked_at IS NULL;

-- add_api_key: Keep a new key, hashed.
INSERT INTO api_keys (hash, party, created_at, role, name) VALUES (%(hash)s, %(party)s, %(now)s, %(role)s, %(name)s);

-- revoke_api_key: The key is no longer in force.
UPDATE api_keys SET revoked_at = %(now)s WHERE hash = %(hash)s AND revoked_at IS NULL;

-- list_api_keys: Every key that ever was, without what would let anybody use it.
SELECT hash, role, party, name, created_at, revoked_at FROM api_keys ORDER BY created_at, hash;
