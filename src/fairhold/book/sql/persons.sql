-- find_person: The login of an e-mail address, with the hash of its password and the company's name.
SELECT p.person_id, p.email, p.name, p.role, p.party, coalesce(c.name, ''), p.human, p.password_hash
FROM persons p LEFT JOIN parties c ON c.party_id = p.party WHERE p.email = %(email)s;

-- add_person: Keep a new login; one of the same address gets the new name, role, company and password.
INSERT INTO persons (person_id, party, created_at, email, name, role, password_hash, human)
VALUES (%(id)s, %(party)s, %(now)s, %(email)s, %(name)s, %(role)s, %(password_hash)s, %(human)s)
ON CONFLICT (email) DO UPDATE SET party = excluded.party, name = excluded.name, role = excluded.role,
    password_hash = excluded.password_hash, human = excluded.human;

-- end_sessions_of: Log a person out everywhere.
DELETE FROM sessions WHERE person_id = (SELECT person_id FROM persons WHERE email = %(email)s);

-- add_session: Somebody logged in.
INSERT INTO sessions (token_hash, person_id, created_at, expires_at)
VALUES (%(token_hash)s, %(person)s, %(now)s, %(until)s);

-- find_session: Who holds the token of this hash, if it is still good.
SELECT p.person_id, p.email, p.name, p.role, p.party, coalesce(c.name, ''), p.human, s.created_at
FROM sessions s JOIN persons p USING (person_id) LEFT JOIN parties c ON c.party_id = p.party
WHERE s.token_hash = %(token_hash)s AND s.expires_at > %(now)s;

-- end_session: Somebody logged out.
DELETE FROM sessions WHERE token_hash = %(token_hash)s;

-- end_old_sessions: Forget sessions that have run out.
DELETE FROM sessions WHERE expires_at <= %(now)s;
