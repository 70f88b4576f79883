-- What happens in the city. Times are epoch milliseconds UTC, sizes are octets, `in` is from the phone.
-- A phone number or a MAC is here only as a keyed hash (to look up) and sealed (to use): see keyring.ts.

-- The documents beside this file: which generation of each was last written, so that a lost or
-- older file is noticed instead of trusted.
CREATE TABLE document (
  name        TEXT PRIMARY KEY,
  generation  INTEGER NOT NULL
) STRICT;

-- When a gateway was last heard, to about half a minute.
CREATE TABLE gateway_word (
  gateway   TEXT PRIMARY KEY,
  heard_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
  id               INTEGER PRIMARY KEY,
  phone_hash       BLOB UNIQUE,            -- null: known only by a voucher
  phone_sealed     BLOB,
  consent_version  TEXT NOT NULL,
  consent_at       INTEGER NOT NULL,
  created_at       INTEGER NOT NULL
) STRICT;

CREATE TABLE device (
  id                INTEGER PRIMARY KEY,
  mac_hash          BLOB NOT NULL UNIQUE,
  mac_sealed        BLOB NOT NULL,
  person            INTEGER REFERENCES person,           -- who signed in on it last
  remembered_until  INTEGER NOT NULL DEFAULT 0,          -- 0: its owner did not ask for that
  first_seen_at     INTEGER NOT NULL,
  last_seen_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX device_person ON device (person);

-- Codes sent by SMS. Kept a day past their use, because the limits on sending count these rows.
CREATE TABLE phone_code (
  id           INTEGER PRIMARY KEY,
  phone_hash   BLOB NOT NULL,
  holder_hash  BLOB NOT NULL,              -- of number and MAC together: whose code this is
  device_hash  BLOB NOT NULL,              -- of the MAC, under a key that links it to no other table
  visit        TEXT NOT NULL,
  gateway      TEXT NOT NULL,
  code_hash    BLOB NOT NULL,
  tries        INTEGER NOT NULL DEFAULT 0,
  sent_at      INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  used_at      INTEGER
) STRICT;
CREATE INDEX phone_code_sent ON phone_code (sent_at);
CREATE INDEX phone_code_holder ON phone_code (holder_hash, sent_at);
CREATE INDEX phone_code_device ON phone_code (device_hash, sent_at);
CREATE INDEX phone_code_phone ON phone_code (phone_hash, sent_at);
CREATE INDEX phone_code_gateway ON phone_code (gateway, sent_at);
CREATE INDEX phone_code_visit ON phone_code (visit, sent_at);

CREATE TABLE voucher_batch (
  id          INTEGER PRIMARY KEY,
  plan        TEXT NOT NULL,
  note        TEXT NOT NULL,
  issued_by   TEXT NOT NULL,
  issued_at   INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE voucher (
  id           INTEGER PRIMARY KEY,
  batch        INTEGER NOT NULL REFERENCES voucher_batch,
  code_hash    BLOB NOT NULL UNIQUE,
  code_sealed  BLOB NOT NULL,                             -- so that a sheet can be printed again
  person       INTEGER REFERENCES person,
  device       INTEGER REFERENCES device,
  redeemed_at  INTEGER
) STRICT;
CREATE INDEX voucher_of_batch ON voucher (batch, redeemed_at);
CREATE INDEX voucher_of_person ON voucher (person);

-- Codes nobody issued, so that guessing meets a limit that a restart does not lift.
CREATE TABLE voucher_miss (
  id       INTEGER PRIMARY KEY,
  visit    TEXT NOT NULL,
  gateway  TEXT NOT NULL,
  at       INTEGER NOT NULL
) STRICT;
CREATE INDEX voucher_miss_visit ON voucher_miss (visit, at);
CREATE INDEX voucher_miss_gateway ON voucher_miss (gateway, at);
CREATE INDEX voucher_miss_at ON voucher_miss (at);

-- A yes: who may be online, on what, where, for how much. The RADIUS `Class` names it.
CREATE TABLE access_grant (
  id          INTEGER PRIMARY KEY,
  person      INTEGER NOT NULL REFERENCES person,
  device      INTEGER NOT NULL REFERENCES device,
  gateway     TEXT NOT NULL,
  site        TEXT NOT NULL,
  plan        TEXT NOT NULL,
  proof       TEXT NOT NULL,
  granted_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX access_grant_device ON access_grant (device, granted_at);

-- The one-time RADIUS user name of a grant. Its password is derived from the key, never stored.
CREATE TABLE credential (
  user_name   TEXT PRIMARY KEY,
  access_grant INTEGER NOT NULL REFERENCES access_grant,
  expires_at  INTEGER NOT NULL,
  used_at     INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX credential_expiry ON credential (expires_at);

-- One stay of one device on one gateway: an epoch of (gateway, Acct-Session-Id).
CREATE TABLE session (
  id               INTEGER PRIMARY KEY,
  gateway          TEXT NOT NULL,
  site             TEXT NOT NULL,
  acct_session_id  TEXT NOT NULL,
  access_grant     INTEGER,
  person           INTEGER,
  device           INTEGER,
  user_name        TEXT NOT NULL,
  framed_ip        TEXT,
  nas_address      TEXT NOT NULL,          -- where its packets come from, and a Disconnect must go
  started_at       INTEGER NOT NULL,       -- derived: the smallest event time less session time seen
  updated_at       INTEGER NOT NULL,       -- event time of the latest word
  stopped_at       INTEGER,                -- null: live
  stop_cause       TEXT,
  stop_inferred    INTEGER NOT NULL DEFAULT 0,  -- 1: no Stop came, its gateway restarted instead
  seconds          INTEGER NOT NULL DEFAULT 0,
  octets_in        INTEGER NOT NULL DEFAULT 0,
  octets_out       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX session_key ON session (gateway, acct_session_id, started_at);
CREATE INDEX session_live ON session (id) WHERE stopped_at IS NULL;
CREATE INDEX session_live_gateway ON session (gateway, started_at) WHERE stopped_at IS NULL;
CREATE INDEX session_grant ON session (access_grant);
CREATE INDEX session_person ON session (person, started_at);

-- Every Accounting-Request that was answered, as it said it: the counters as sent, before any wrap is
-- undone. Append-only: all else can be recomputed. One that says nothing new is not written again.
CREATE TABLE accounting_record (
  id               INTEGER PRIMARY KEY,
  received_at      INTEGER NOT NULL,
  event_at         INTEGER NOT NULL,
  gateway          TEXT NOT NULL,
  site             TEXT NOT NULL,
  status           TEXT NOT NULL,          -- start | interim | stop | on | off
  acct_session_id  TEXT NOT NULL,
  session          INTEGER,                -- null for on and off
  access_grant     INTEGER,                -- as its Class names it
  seconds          INTEGER NOT NULL,
  octets_in        INTEGER NOT NULL,
  octets_out       INTEGER NOT NULL,
  has_gigawords    INTEGER NOT NULL,       -- 0: the counters may have wrapped at 2^32
  cause            TEXT
) STRICT;
CREATE UNIQUE INDEX accounting_record_word ON accounting_record
  (session, seconds, event_at, status, octets_in, octets_out, has_gigawords,
   coalesce(access_grant, 0), coalesce(cause, '')) WHERE session IS NOT NULL;
CREATE UNIQUE INDEX accounting_record_restart ON accounting_record
  (gateway, event_at, status) WHERE session IS NULL;

-- Roll-ups, written in the transaction of the record they come from.
CREATE TABLE usage_hour (
  site        TEXT NOT NULL,
  hour        INTEGER NOT NULL,
  sessions    INTEGER NOT NULL DEFAULT 0,   -- started in this hour
  seconds     INTEGER NOT NULL DEFAULT 0,
  octets_in   INTEGER NOT NULL DEFAULT 0,
  octets_out  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (site, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_hour_hour ON usage_hour (hour);

CREATE TABLE usage_day (
  person   INTEGER NOT NULL,
  day      TEXT NOT NULL,
  seconds  INTEGER NOT NULL DEFAULT 0,
  octets   INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (person, day)
) STRICT, WITHOUT ROWID;

-- Who was seen where in which month, so that people and devices are counted once.
CREATE TABLE presence (
  month    TEXT NOT NULL,
  site     TEXT NOT NULL,
  kind     TEXT NOT NULL,                   -- person | device
  subject  INTEGER NOT NULL,
  PRIMARY KEY (month, site, kind, subject)
) STRICT, WITHOUT ROWID;

-- How often a public service was opened, and where from. No person, no device, no address.
CREATE TABLE service_opening (
  service  TEXT NOT NULL,
  site     TEXT NOT NULL,                   -- '' where the reader came from no gateway of ours
  hour     INTEGER NOT NULL,
  opens    INTEGER NOT NULL,
  PRIMARY KEY (service, site, hour)
) STRICT, WITHOUT ROWID;

-- Why a phone was not let in, for the administrator who is asked.
CREATE TABLE refusal (
  id         INTEGER PRIMARY KEY,
  at         INTEGER NOT NULL,
  gateway    TEXT NOT NULL,
  mac_hash   BLOB,
  user_name  TEXT NOT NULL,
  reason     TEXT NOT NULL
) STRICT;
CREATE INDEX refusal_mac ON refusal (mac_hash, at);
CREATE INDEX refusal_gateway ON refusal (gateway, at);
CREATE INDEX refusal_at ON refusal (at);

-- Every write an officer or the command line made. Each row's hash covers the row before it.
CREATE TABLE audit (
  seq        INTEGER PRIMARY KEY,
  at         INTEGER NOT NULL,
  actor      TEXT NOT NULL,
  action     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  detail     TEXT NOT NULL,                 -- JSON; holds no secret and no person
  hash       BLOB NOT NULL
) STRICT;

CREATE TABLE officer_session (
  token_hash    BLOB PRIMARY KEY,
  officer       TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  last_seen_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX officer_session_officer ON officer_session (officer);

-- Failed sign-ins and used one-time codes of officers, so that neither survives only in memory.
CREATE TABLE officer_attempt (
  officer         TEXT PRIMARY KEY,
  failures        INTEGER NOT NULL DEFAULT 0,
  retry_after     INTEGER NOT NULL DEFAULT 0,
  totp_step_used  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- A configuration sent to a device: what was meant, and what came of it.
CREATE TABLE push (
  id           INTEGER PRIMARY KEY,
  gateway      TEXT NOT NULL,
  actor        TEXT NOT NULL,
  started_at   INTEGER NOT NULL,
  lease_until  INTEGER NOT NULL,            -- past this an unfinished push was abandoned
  finished_at  INTEGER,
  outcome      TEXT,                        -- applied | unchanged | refused | failed | unknown
  says         TEXT NOT NULL DEFAULT '',
  steps        TEXT NOT NULL                -- JSON; secrets left out
) STRICT;
CREATE INDEX push_gateway ON push (gateway);
CREATE UNIQUE INDEX push_running ON push (gateway) WHERE finished_at IS NULL;
