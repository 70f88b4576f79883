-- Accounting is first written to a journal beside this file and settled here a moment later: this is
-- the last of its entries that this file holds.
CREATE TABLE journal (entry INTEGER NOT NULL) STRICT;
INSERT INTO journal VALUES (0);

-- The words of a session, as its gateway said them, one a line: status, event time, seconds, octets in
-- and out, 1 when Gigawords came, the grant its Class names or -, its cause or -. Counters before any
-- wrap is undone. Only ever added to: all else can be recomputed.
ALTER TABLE session ADD COLUMN words TEXT NOT NULL DEFAULT '';
UPDATE session SET words = coalesce((
  SELECT group_concat(printf('%s %d %d %d %d %d %s %s', status, event_at, seconds, octets_in,
    octets_out, has_gigawords, coalesce(access_grant, '-'), coalesce(cause, '-')), char(10))
    || char(10)
  FROM accounting_record WHERE session = session.id), '');

-- When gateways said that they started or were about to stop.
CREATE TABLE gateway_restart (
  gateway  TEXT NOT NULL,
  at       INTEGER NOT NULL,
  status   TEXT NOT NULL,                  -- on | off
  PRIMARY KEY (gateway, at, status)
) STRICT, WITHOUT ROWID;
INSERT INTO gateway_restart
  SELECT gateway, event_at, status FROM accounting_record WHERE session IS NULL;

DROP TABLE accounting_record;

-- The one-time RADIUS user name of a grant, now found by its grant: those used together lie together.
-- Its password is derived from the key, never stored.
ALTER TABLE credential RENAME TO credential_by_name;
CREATE TABLE credential (
  access_grant INTEGER PRIMARY KEY REFERENCES access_grant,
  user_name    TEXT NOT NULL UNIQUE,
  expires_at   INTEGER NOT NULL,
  used_at      INTEGER
) STRICT;
INSERT INTO credential SELECT access_grant, user_name, expires_at, used_at FROM credential_by_name;
DROP TABLE credential_by_name;
CREATE INDEX credential_expiry ON credential (expires_at);
