-- A session is written as MessagePack, which a release before this one cannot
-- read: stop all replicas of earlier releases before the first of this one starts.
-- What they wrote stays JSON, byte for byte, until the learner's next event.
ALTER TABLE sessions ALTER COLUMN session TYPE bytea USING convert_to(session::text, 'UTF8');
COMMENT ON COLUMN sessions.session IS 'as dialogs.Encode writes it';
