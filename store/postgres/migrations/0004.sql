-- The lists of a session that grow for months are written as texts, which a release
-- before this one cannot read: this version keeps it from starting.
COMMENT ON COLUMN sessions.session IS 'JSON; lists that grow are texts of rows, see dialogs/rows.go';
