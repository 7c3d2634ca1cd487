-- held is what processes share and is no learner's: the tokens of a network, as
-- the channel sealed them.
CREATE TABLE held (
	name text COLLATE "C" PRIMARY KEY,
	data bytea NOT NULL
);
