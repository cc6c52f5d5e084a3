-- Money without an order is looked for by what contracts ask for and by who paid before: a few rows an index lookup.
--
-- The amounts are cut out of the events' text, because a body is not always fit for jsonb (it may hold an escaped NUL).
-- Within a string of the body every quotation mark is escaped, so no title can pass for an amount. The functions run as
-- the owner, for row-level security would keep such an index from being used; they say nothing to who is no staff.

CREATE INDEX events_initial ON events
    ((substring(body FROM '"initial":\{"amount":"([0-9]{1,18})"')::bigint), stream_id DESC)
    WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended');
CREATE INDEX events_balance ON events
    ((substring(body FROM '"total":\{"amount":"([0-9]{1,18})"')::bigint - substring(body FROM '"initial":\{"amount":"([0-9]{1,18})"')::bigint), stream_id DESC)
    WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended');
CREATE INDEX events_total ON events
    ((substring(body FROM '"total":\{"amount":"([0-9]{1,18})"')::bigint), stream_id DESC)
    WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended');
CREATE INDEX events_payer ON events (substring(body FROM '"account":"([^"\\]{1,64})"'), stream_id DESC)
    WHERE kind = 'payment.received';
CREATE INDEX parties_by_name ON parties (lower(name) text_pattern_ops);

CREATE FUNCTION orders_asking_for(low bigint, high bigint, wanted text, first_stage smallint, last_stage smallint,
    looked_at integer, at_most integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    SELECT DISTINCT found.stream_id FROM (
        (SELECT bucket, stream_id FROM events
        WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended')
        AND substring(body FROM '"initial":\{"amount":"([0-9]{1,18})"')::bigint BETWEEN low AND high
        LIMIT looked_at)
        UNION ALL
        (SELECT bucket, stream_id FROM events
        WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended')
        AND substring(body FROM '"total":\{"amount":"([0-9]{1,18})"')::bigint - substring(body FROM '"initial":\{"amount":"([0-9]{1,18})"')::bigint BETWEEN low AND high
        LIMIT looked_at)
        UNION ALL
        (SELECT bucket, stream_id FROM events
        WHERE kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended')
        AND substring(body FROM '"total":\{"amount":"([0-9]{1,18})"')::bigint BETWEEN low AND high
        LIMIT looked_at)
    ) AS found
    JOIN orders o ON o.bucket = found.bucket AND o.order_id = found.stream_id
    WHERE reading_staff() AND o.currency = wanted AND o.stage BETWEEN first_stage AND last_stage
    ORDER BY found.stream_id DESC LIMIT at_most $$;

CREATE FUNCTION buyers_paying_from(account text, looked_at integer, at_most integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    SELECT o.buyer FROM (
        SELECT bucket, stream_id FROM events
        WHERE kind = 'payment.received' AND substring(body FROM '"account":"([^"\\]{1,64})"') = account
        ORDER BY stream_id DESC LIMIT looked_at
    ) AS found
    JOIN orders o ON o.bucket = found.bucket AND o.order_id = found.stream_id
    WHERE reading_staff() GROUP BY o.buyer ORDER BY max(found.stream_id) DESC LIMIT at_most $$;

CREATE FUNCTION parties_called(beginning text, beyond text, at_most integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    SELECT party_id FROM parties
    WHERE reading_staff() AND lower(name) ~>=~ beginning AND lower(name) ~<~ beyond
    ORDER BY lower(name) USING ~<~, party_id LIMIT at_most $$;
