-- What a device's address alone opens, and what it does not.

-- Its owner signed out: until then only a page brings it back, not its address.
ALTER TABLE device ADD COLUMN signed_out_until INTEGER NOT NULL DEFAULT 0;

-- A device that was online at one place while it asked to come in at another, far from it: one of the two
-- is a copy of its address. Until its owner proves themselves again the address alone opens nothing.
CREATE TABLE device_alarm (
  id          INTEGER PRIMARY KEY,
  device      INTEGER NOT NULL REFERENCES device,
  at          INTEGER NOT NULL,
  gateway     TEXT NOT NULL,             -- where it asked
  elsewhere   TEXT NOT NULL,             -- the gateway it was online at
  settled_at  INTEGER                    -- when its owner signed in again
) STRICT;
CREATE INDEX device_alarm_open ON device_alarm (device) WHERE settled_at IS NULL;
CREATE INDEX device_alarm_at ON device_alarm (at);
