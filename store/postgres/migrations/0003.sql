-- asked is since when a session waits for an answer; null when it waits for none.
ALTER TABLE sessions ADD COLUMN asked timestamptz;
CREATE INDEX sessions_asked ON sessions (asked, learner) WHERE asked IS NOT NULL;
