-- register_statement: Keep a statement once; the second time nothing is written.
INSERT INTO statements (bucket, statement_id, imported_at, account, reference, file_name, sha256, body, currency,
    closing, to_day)
VALUES ((%(id)s & 4095)::smallint, %(id)s, %(now)s, %(account)s, %(reference)s, %(file_name)s, %(sha256)s, %(body)s,
    %(currency)s, %(closing)s, %(to_day)s)
ON CONFLICT (bucket, statement_id) DO NOTHING;

-- register_lines: Keep lines once each; a line that is known by its key stays as it is.
INSERT INTO bank_lines (bucket, line_id, statement_id, amount, booked_on, key, account, currency, outcome, body)
SELECT (u.id & 4095)::smallint, u.id, %(statement)s, u.amount, u.booked_on, u.key, %(account)s, u.currency, u.outcome,
    u.body::text
FROM ROWS FROM (
    unnest(%(ids)s::bigint[], %(amounts)s::bigint[], %(days)s::date[], %(keys)s::text[], %(currencies)s::text[],
        %(outcomes)s::text[]),
    json_array_elements(%(bodies)s::json)
) AS u (id, amount, booked_on, key, currency, outcome, body)
ON CONFLICT (bucket, line_id) DO NOTHING;

-- lines_kept: What is known of lines, by their numbers.
SELECT l.line_id, l.key, l.stream_id, l.seq, l.outcome
FROM unnest(%(ids)s::bigint[]) AS u (id)
JOIN bank_lines l ON l.bucket = (u.id & 4095)::smallint AND l.line_id = u.id;

-- last_statements: The newest statement of each account.
SELECT DISTINCT ON (account) account, reference, file_name, imported_at FROM statements
ORDER BY account, imported_at DESC;

-- unbooked_lines: How many kept lines no event has booked, beside the marks of bundles that were told apart.
SELECT count(*) FROM bank_lines WHERE stream_id IS NULL AND outcome IS DISTINCT FROM 'split';
