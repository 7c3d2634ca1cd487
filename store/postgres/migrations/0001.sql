-- Every table begins with the learner, and so does its key: a sharded
-- PostgreSQL can spread them by that column, and no transaction needs two
-- learners. Times are kept to the microsecond.

-- session is what the conversation remembers, as dialogs.Encode writes it; null
-- only inside the transaction that makes the row. Who has the row locked may
-- change whatever else there is of the learner.
CREATE TABLE sessions (
	learner  text COLLATE "C" PRIMARY KEY,
	revision bigint  NOT NULL DEFAULT 0, -- events applied so far
	erase    boolean NOT NULL DEFAULT false,
	session  json
) WITH (fillfactor = 75);
CREATE INDEX sessions_erase ON sessions (learner) WHERE erase;

-- ledger is which events were applied, so that none is applied twice.
CREATE TABLE ledger (
	learner  text COLLATE "C" NOT NULL,
	event    text COLLATE "C" NOT NULL,
	revision bigint      NOT NULL, -- of the session the event led to
	at       timestamptz NOT NULL,
	PRIMARY KEY (learner, event)
);
CREATE INDEX ledger_at ON ledger USING brin (at);

CREATE SEQUENCE message_id;
CREATE SEQUENCE row_number;

-- outbox is what is on its way. place: 0 behind others, 1 first in line,
-- 2 first in line and its attempt has begun, 3 first in line and held until the
-- learner writes. via is the replica that queued it.
CREATE TABLE outbox (
	learner text COLLATE "C" NOT NULL,
	id      bigint      NOT NULL,
	channel text COLLATE "C" NOT NULL,
	bulk    boolean     NOT NULL,
	place   smallint    NOT NULL,
	tries   integer     NOT NULL,
	queued  timestamptz NOT NULL,
	next    timestamptz NOT NULL, -- not before
	via     bigint      NOT NULL DEFAULT 0,
	reply   json        NOT NULL,
	PRIMARY KEY (learner, id)
) WITH (fillfactor = 75);
CREATE INDEX outbox_ready ON outbox (channel, bulk, next, id) WHERE place IN (1, 2);

-- outcomes is what became of messages.
CREATE TABLE outcomes (
	learner text COLLATE "C" NOT NULL,
	seq     bigint      NOT NULL, -- the order they were settled in
	id      bigint      NOT NULL,
	tries   integer     NOT NULL,
	queued  timestamptz NOT NULL,
	next    timestamptz NOT NULL,
	at      timestamptz NOT NULL, -- when it was settled
	remote  text        NOT NULL, -- the network's id of it
	failed  text        NOT NULL, -- why it was given up, or empty
	reply   json        NOT NULL,
	PRIMARY KEY (learner, seq)
);
CREATE INDEX outcomes_at ON outcomes USING brin (at);

-- alarms are copied out of the sessions. A replica claims those it will ring.
CREATE TABLE alarms (
	learner       text COLLATE "C" NOT NULL,
	name          text COLLATE "C" NOT NULL,
	at            timestamptz NOT NULL,
	claimed_by    bigint      NOT NULL DEFAULT 0,
	claimed_until timestamptz NOT NULL DEFAULT '-infinity',
	PRIMARY KEY (learner, name, at)
) WITH (fillfactor = 75);
CREATE INDEX alarms_at ON alarms (at, learner, name);

-- facts are what the reports count. key is of achievements, which count once.
CREATE TABLE facts (
	learner text COLLATE "C" NOT NULL,
	seq     bigint      NOT NULL, -- the order they were kept in
	at      timestamptz NOT NULL,
	kind    text        NOT NULL,
	key     text COLLATE "C" NOT NULL,
	about   text        NOT NULL,
	version integer     NOT NULL,
	score   integer     NOT NULL,
	of      integer     NOT NULL,
	person  integer     NOT NULL, -- which of those who share the phone
	text    text        NOT NULL,
	PRIMARY KEY (learner, seq)
);
CREATE UNIQUE INDEX facts_key ON facts (learner, key) WHERE key <> '';
CREATE INDEX facts_at ON facts (at, seq);

-- leases say which replica does what only one may do at a time.
CREATE TABLE leases (
	name   text PRIMARY KEY,
	holder bigint      NOT NULL,
	until  timestamptz NOT NULL
);

-- The reports. Days are Vietnam's.
CREATE VIEW report_lessons AS
	SELECT (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, about AS lesson, count(*) AS done,
	       count(DISTINCT learner) AS learners, sum(score) AS score, sum(of) AS of
	FROM facts WHERE kind = 'lesson.done' GROUP BY 1, 2;

CREATE VIEW report_guides AS
	SELECT about AS guide, version, score AS step, max(of) AS steps,
	       count(*) FILTER (WHERE kind = 'guide.stuck') AS stuck,
	       count(*) FILTER (WHERE kind = 'guide.lost') AS lost
	FROM facts WHERE kind IN ('guide.stuck', 'guide.lost') GROUP BY 1, 2, 3;

CREATE VIEW report_guides_done AS
	SELECT (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, about AS guide, version, count(*) AS done,
	       count(DISTINCT learner) AS learners
	FROM facts WHERE kind = 'guide.done' GROUP BY 1, 2, 3;

CREATE VIEW report_unanswered AS
	SELECT text AS question, count(*) AS times, count(DISTINCT learner) AS learners,
	       min(at) AS first, max(at) AS last
	FROM facts WHERE kind = 'unanswered' GROUP BY 1;

CREATE VIEW report_tips AS
	SELECT about AS tip, count(*) FILTER (WHERE kind = 'tip.sent') AS sent,
	       count(*) FILTER (WHERE kind = 'tip.answered') AS answered
	FROM facts WHERE kind IN ('tip.sent', 'tip.answered') GROUP BY 1;

CREATE VIEW report_days AS
	SELECT (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, kind, count(*) AS times,
	       count(DISTINCT learner) AS learners
	FROM facts GROUP BY 1, 2;

CREATE VIEW report_delivery AS
	SELECT (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, split_part(learner, ':', 1) AS channel,
	       count(*) FILTER (WHERE failed = '') AS sent, count(*) FILTER (WHERE failed <> '') AS given_up
	FROM outcomes GROUP BY 1, 2;
