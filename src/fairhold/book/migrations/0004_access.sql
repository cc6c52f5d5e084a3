-- Who may touch what. The application is not the owner: what happened is insert-only for it. Readers are fenced in by
-- row-level security as a second wall: `fairhold.party` is the company that reads, `fairhold.staff` is 'on' for staff.

DO $$
BEGIN
    CREATE ROLE fairhold_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE fairhold_reader NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'fairhold_app', 'MEMBER') THEN
        GRANT fairhold_app, fairhold_reader TO CURRENT_USER;
    END IF;
END $$;

GRANT SELECT, INSERT, UPDATE ON orders, suppliers, supplier_money, remittances, outbox, bank_lines TO fairhold_app;
GRANT SELECT, INSERT ON events, postings, supplier_keys, statements, policies TO fairhold_app;
GRANT SELECT, UPDATE ON reference TO fairhold_app;
GRANT SELECT, INSERT, UPDATE ON parties, api_keys TO fairhold_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON test_clocks TO fairhold_app;
GRANT SELECT ON migrations TO fairhold_app, fairhold_reader;
GRANT SELECT ON orders, suppliers, supplier_money, remittances, events, postings, outbox, statements, bank_lines,
    policies, parties, test_clocks TO fairhold_reader;

CREATE FUNCTION reading_party() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(nullif(current_setting('fairhold.party', true), ''), '0')::bigint $$;
CREATE FUNCTION reading_staff() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('fairhold.staff', true), '') = 'on' $$;

ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON orders TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON orders FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR buyer = (SELECT reading_party()) OR supplier = (SELECT reading_party()));

ALTER TABLE suppliers ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON suppliers TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON suppliers FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR supplier_id = (SELECT reading_party()));

ALTER TABLE supplier_money ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON supplier_money TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON supplier_money FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR supplier_id = (SELECT reading_party()));

ALTER TABLE remittances ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON remittances TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON remittances FOR SELECT TO fairhold_reader USING ((SELECT reading_staff()));

ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON events TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON events FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR stream_id = (SELECT reading_party()) OR EXISTS (
        SELECT FROM orders o WHERE o.bucket = events.bucket AND o.order_id = events.stream_id));

ALTER TABLE postings ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON postings TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON postings FOR SELECT TO fairhold_reader
    USING ((SELECT reading_staff()) OR stream_id = (SELECT reading_party()) OR EXISTS (
        SELECT FROM orders o WHERE o.bucket = postings.bucket AND o.order_id = postings.stream_id));

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON outbox TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON outbox FOR SELECT TO fairhold_reader USING ((SELECT reading_staff()));

ALTER TABLE statements ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON statements TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON statements FOR SELECT TO fairhold_reader USING ((SELECT reading_staff()));

ALTER TABLE bank_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON bank_lines TO fairhold_app USING (true) WITH CHECK (true);
CREATE POLICY own ON bank_lines FOR SELECT TO fairhold_reader USING ((SELECT reading_staff()));
