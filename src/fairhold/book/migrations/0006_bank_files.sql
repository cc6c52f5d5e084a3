-- Payments leave in files. A wish is put into a file before the file is sent, so that after a crash the same file with
-- the same bytes is sent again and the bank pays it once.

ALTER TABLE outbox ADD COLUMN file text;
COMMENT ON COLUMN outbox.file IS 'The message id of the payment file that carries this wish, once it has one.';
CREATE INDEX outbox_files ON outbox (file) WHERE file IS NOT NULL;
