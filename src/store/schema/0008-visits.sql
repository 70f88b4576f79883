-- What the gateways of one controller call the sessions of one phone that roams between them
-- (RFC 2866 §5.11). Only some say it.
ALTER TABLE session ADD COLUMN acct_multi_session_id TEXT;
CREATE INDEX session_multi ON session (gateway, acct_multi_session_id, started_at)
  WHERE acct_multi_session_id IS NOT NULL;
