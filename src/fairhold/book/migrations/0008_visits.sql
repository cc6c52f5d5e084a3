-- Inspectors and their visits. Few events are about visits, so two small partial indexes find them; an inspector reads
-- orders for which a visit was asked, and no others. `fairhold.inspector` is 'on' while one reads.

CREATE INDEX events_visit_asked ON events (stream_id) WHERE kind = 'inspection.requested';
CREATE INDEX events_visit_reported ON events (bucket, stream_id) WHERE kind = 'inspection.reported';

CREATE FUNCTION reading_inspector() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('fairhold.inspector', true), '') = 'on' $$;

-- Asks the events past their own policy, which would ask the orders again.
CREATE FUNCTION reading_visited(of_bucket smallint, of_order bigint) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT EXISTS (SELECT FROM events e
        WHERE e.stream_id = of_order AND e.bucket = of_bucket AND e.kind = 'inspection.requested') $$;

ALTER POLICY own ON orders
    USING ((SELECT reading_staff()) OR buyer = (SELECT reading_party()) OR supplier = (SELECT reading_party())
        OR ((SELECT reading_inspector()) AND reading_visited(bucket, order_id)));
