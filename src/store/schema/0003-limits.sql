-- What gateways were told of a running session's limits, and what they did not answer.

-- The grants whose session runs at its plan's slow rate: told so at sign-in or by CoA since.
CREATE TABLE slowed (
  access_grant  INTEGER PRIMARY KEY
) STRICT;

-- Sessions that should have been ended or changed and whose gateway does not say that it did.
CREATE TABLE unreachable (
  session  INTEGER PRIMARY KEY,
  gateway  TEXT NOT NULL,
  since    INTEGER NOT NULL,
  says     TEXT NOT NULL                    -- silent, an Error-Cause by its name, or the fault
) STRICT;
