-- Addresses that sent RADIUS packets and belong to no gateway: an inbox, bounded by count and age.
-- What a row says of its sender is only what the packets said, and nothing of it was proven.
CREATE TABLE stranger (
  address         TEXT PRIMARY KEY,
  auth            INTEGER NOT NULL,        -- packets to the authentication port
  acct            INTEGER NOT NULL,        -- packets to the accounting port
  first_heard_at  INTEGER NOT NULL,
  last_heard_at   INTEGER NOT NULL,
  nas_identifier  TEXT,
  nas_address     TEXT,
  called_station  TEXT,
  make            TEXT,                    -- whose Vendor-Specific attributes it sends
  is_radius       INTEGER NOT NULL,        -- 0: no packet of its was a whole RADIUS packet
  is_ignored      INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX stranger_heard ON stranger (last_heard_at);
