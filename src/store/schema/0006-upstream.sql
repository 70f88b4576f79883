-- Accounting that another operator's home server is still to be told. Written in the commit of our own
-- record, before the gateway is answered; kept a little past its acknowledgement, so that a gateway that
-- repeats itself is not told on twice.
CREATE TABLE upstream_record (
  id             INTEGER PRIMARY KEY,
  realm          TEXT NOT NULL,             -- as the realms document names it
  session        BLOB NOT NULL,             -- keyed hash of gateway and Acct-Session-Id: told in order
  digest         BLOB NOT NULL,             -- keyed hash of gateway and record
  record         BLOB,                      -- its attributes, sealed; null once it is settled
  delay_seconds  INTEGER NOT NULL,          -- Acct-Delay-Time as the gateway said it
  received_at    INTEGER NOT NULL,
  settled_at     INTEGER                    -- acknowledged; null: waiting
) STRICT;
CREATE INDEX upstream_record_waiting ON upstream_record (realm, id) WHERE settled_at IS NULL;
CREATE INDEX upstream_record_digest ON upstream_record (digest);
CREATE INDEX upstream_record_settled ON upstream_record (settled_at) WHERE settled_at IS NOT NULL;
