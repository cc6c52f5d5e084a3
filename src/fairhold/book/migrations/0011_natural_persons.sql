-- One person may have several logins: four eyes are two natural persons, whatever they are logged in as.

ALTER TABLE persons ADD COLUMN human text NOT NULL DEFAULT '';
UPDATE persons SET human = email;
COMMENT ON COLUMN persons.human IS 'The natural person: the address of its first login.';
