-- a backup of capheso in PostgreSQL, tables of version 1
SET search_path = capheso;
COPY sessions (learner, revision, erase, session) FROM stdin;
web:00000	1	f	{"user":"web:00000","events":1,"consent":{"given":true,"at":"2026-11-21T01:02:03Z"},"learners":[{"call":"bà","province":"31","commune":"11311","track":"an-toan","done":[{"lesson":"otp","version":2,"score":1,"of":2,"at":"2026-11-21T01:02:03Z"}],"tests":[{"track":"an-toan","after":true,"score":3,"of":5,"at":"2026-11-21T01:02:03Z"}],"walking":{"id":"vneid","at":2}},{"call":"ông"}],"active":1,"coffee":{"minute":480,"paused":"2026-11-21T01:02:03Z","poured":[{"tip":"sac-pin","at":"2026-11-21T01:02:03Z"}]},"past":[{"at":"menu","is":{}},{"at":"topics","is":{}}],"offer":9,"offered":[{"label":"Một","value":"1"}],"alarms":[{"name":"coffee","at":"2026-11-21T01:02:03Z"}],"misses":1,"seen":"2026-11-21T01:02:03Z","gone":true}
web:00001	1	f	{"user":"web:00001","events":1,"consent":{"given":true,"at":"2026-11-21T01:02:03Z"},"learners":[{"call":"bà","province":"31","commune":"11311","track":"an-toan","done":[{"lesson":"otp","version":2,"score":1,"of":2,"at":"2026-11-21T01:02:03Z"}],"tests":[{"track":"an-toan","after":true,"score":3,"of":5,"at":"2026-11-21T01:02:03Z"}],"walking":{"id":"vneid","at":2}},{"call":"ông"}],"active":1,"coffee":{"minute":480,"paused":"2026-11-21T01:02:03Z","poured":[{"tip":"sac-pin","at":"2026-11-21T01:02:03Z"}]},"place":{"at":"welcome","is":{}},"past":[{"at":"menu","is":{}},{"at":"topics","is":{}}],"offer":9,"offered":[{"label":"Một","value":"1"}],"alarms":[{"name":"coffee","at":"2026-11-21T01:02:03Z"}],"misses":1,"seen":"2026-11-21T01:02:03Z"}
web:00002	1	f	{"user":"web:00002","events":1,"consent":{"given":true,"at":"2026-11-21T01:02:03Z"},"learners":[{"call":"bà","province":"31","commune":"11311","track":"an-toan","done":[{"lesson":"otp","version":2,"score":1,"of":2,"at":"2026-11-21T01:02:03Z"}],"tests":[{"track":"an-toan","after":true,"score":3,"of":5,"at":"2026-11-21T01:02:03Z"}],"walking":{"id":"vneid","at":2}},{"call":"ông"}],"active":1,"coffee":{"minute":480,"paused":"2026-11-21T01:02:03Z","poured":[{"tip":"sac-pin","at":"2026-11-21T01:02:03Z"}]},"place":{"at":"menu","is":{}},"past":[{"at":"menu","is":{}},{"at":"topics","is":{}}],"offer":9,"offered":[{"label":"Một","value":"1"}],"alarms":[{"name":"coffee","at":"2026-11-21T01:02:03Z"}],"misses":1,"seen":"2026-11-21T01:02:03Z","gone":true}
web:00003	1	f	{"user":"web:00003","events":1,"consent":{"given":true,"at":"2026-11-21T01:02:03Z"},"learners":[{"call":"bà","province":"31","commune":"11311","track":"an-toan","done":[{"lesson":"otp","version":2,"score":1,"of":2,"at":"2026-11-21T01:02:03Z"}],"tests":[{"track":"an-toan","after":true,"score":3,"of":5,"at":"2026-11-21T01:02:03Z"}],"walking":{"id":"vneid","at":2}},{"call":"ông"}],"active":1,"coffee":{"minute":480,"paused":"2026-11-21T01:02:03Z","poured":[{"tip":"sac-pin","at":"2026-11-21T01:02:03Z"}]},"place":{"at":"lesson","is":{"id":"lua-dao","page":1}},"past":[{"at":"menu","is":{}},{"at":"topics","is":{}}],"offer":9,"offered":[{"label":"Một","value":"1"}],"alarms":[{"name":"coffee","at":"2026-11-21T01:02:03Z"}],"misses":1,"seen":"2026-11-21T01:02:03Z"}
web:00004	1	f	{"user":"web:00004","events":1,"consent":{"given":true,"at":"2026-11-21T01:02:03Z"},"learners":[{"call":"bà","province":"31","commune":"11311","track":"an-toan","done":[{"lesson":"otp","version":2,"score":1,"of":2,"at":"2026-11-21T01:02:03Z"}],"tests":[{"track":"an-toan","after":true,"score":3,"of":5,"at":"2026-11-21T01:02:03Z"}],"walking":{"id":"vneid","at":2}},{"call":"ông"}],"active":1,"coffee":{"minute":480,"paused":"2026-11-21T01:02:03Z","poured":[{"tip":"sac-pin","at":"2026-11-21T01:02:03Z"}]},"place":{"at":"quiz","is":{"id":"lua-dao","at":1,"right":1}},"past":[{"at":"menu","is":{}},{"at":"topics","is":{}}],"offer":9,"offered":[{"label":"Một","value":"1"}],"alarms":[{"name":"coffee","at":"2026-11-21T01:02:03Z"}],"misses":1,"seen":"2026-11-21T01:02:03Z","gone":true}
web:00005	1	f	{"user":"web:00005","events":1,"consent":{"given":true,"at":"2026-11-21T01:02:03Z"},"learners":[{"call":"bà","province":"31","commune":"11311","track":"an-toan","done":[{"lesson":"otp","version":2,"score":1,"of":2,"at":"2026-11-21T01:02:03Z"}],"tests":[{"track":"an-toan","after":true,"score":3,"of":5,"at":"2026-11-21T01:02:03Z"}],"walking":{"id":"vneid","at":2}},{"call":"ông"}],"active":1,"coffee":{"minute":480,"paused":"2026-11-21T01:02:03Z","poured":[{"tip":"sac-pin","at":"2026-11-21T01:02:03Z"}]},"place":{"at":"guide","is":{"id":"vneid","at":3}},"past":[{"at":"menu","is":{}},{"at":"topics","is":{}}],"offer":9,"offered":[{"label":"Một","value":"1"}],"alarms":[{"name":"coffee","at":"2026-11-21T01:02:03Z"}],"misses":1,"seen":"2026-11-21T01:02:03Z"}
web:00006	1	f	{"user":"web:00006","events":1,"consent":{"given":true,"at":"2026-11-21T01:02:03Z"},"learners":[{"call":"bà","province":"31","commune":"11311","track":"an-toan","done":[{"lesson":"otp","version":2,"score":1,"of":2,"at":"2026-11-21T01:02:03Z"}],"tests":[{"track":"an-toan","after":true,"score":3,"of":5,"at":"2026-11-21T01:02:03Z"}],"walking":{"id":"vneid","at":2}},{"call":"ông"}],"active":1,"coffee":{"minute":480,"paused":"2026-11-21T01:02:03Z","poured":[{"tip":"sac-pin","at":"2026-11-21T01:02:03Z"}]},"place":{"at":"settings","is":{}},"past":[{"at":"menu","is":{}},{"at":"topics","is":{}}],"offer":9,"offered":[{"label":"Một","value":"1"}],"alarms":[{"name":"coffee","at":"2026-11-21T01:02:03Z"}],"misses":1,"seen":"2026-11-21T01:02:03Z","gone":true}
web:00007	1	t	{"user":"web:00007","events":1,"consent":{"given":true,"at":"2026-11-21T01:02:03Z"},"learners":[{"call":"bà","province":"31","commune":"11311","track":"an-toan","done":[{"lesson":"otp","version":2,"score":1,"of":2,"at":"2026-11-21T01:02:03Z"}],"tests":[{"track":"an-toan","after":true,"score":3,"of":5,"at":"2026-11-21T01:02:03Z"}],"walking":{"id":"vneid","at":2}},{"call":"ông"}],"active":1,"coffee":{"minute":480,"paused":"2026-11-21T01:02:03Z","poured":[{"tip":"sac-pin","at":"2026-11-21T01:02:03Z"}]},"place":{"at":"data","is":{}},"past":[{"at":"menu","is":{}},{"at":"topics","is":{}}],"offer":9,"offered":[{"label":"Một","value":"1"}],"alarms":[{"name":"coffee","at":"2026-11-21T01:02:03Z"}],"misses":1,"seen":"2026-11-21T01:02:03Z","erase":true}
web:00008	1	f	{"user":"web:00008","events":1,"consent":{"given":true,"at":"2026-11-21T01:02:03Z"},"learners":[{"call":"bà","province":"31","commune":"11311","track":"an-toan","done":[{"lesson":"otp","version":2,"score":1,"of":2,"at":"2026-11-21T01:02:03Z"}],"tests":[{"track":"an-toan","after":true,"score":3,"of":5,"at":"2026-11-21T01:02:03Z"}],"walking":{"id":"vneid","at":2}},{"call":"ông"}],"active":1,"coffee":{"minute":480,"paused":"2026-11-21T01:02:03Z","poured":[{"tip":"sac-pin","at":"2026-11-21T01:02:03Z"}]},"place":{"at":"person","is":{}},"past":[{"at":"menu","is":{}},{"at":"topics","is":{}}],"offer":9,"offered":[{"label":"Một","value":"1"}],"alarms":[{"name":"coffee","at":"2026-11-21T01:02:03Z"}],"misses":1,"seen":"2026-11-21T01:02:03Z","gone":true}
web:00009	1	f	{"user":"web:00009","events":1,"consent":{"given":true,"at":"2026-11-21T01:02:03Z"},"learners":[{"call":"bà","province":"31","commune":"11311","track":"an-toan","done":[{"lesson":"otp","version":2,"score":1,"of":2,"at":"2026-11-21T01:02:03Z"}],"tests":[{"track":"an-toan","after":true,"score":3,"of":5,"at":"2026-11-21T01:02:03Z"}],"walking":{"id":"vneid","at":2}},{"call":"ông"}],"active":1,"coffee":{"minute":480,"paused":"2026-11-21T01:02:03Z","poured":[{"tip":"sac-pin","at":"2026-11-21T01:02:03Z"}]},"place":{"at":"coffee","is":{}},"past":[{"at":"menu","is":{}},{"at":"topics","is":{}}],"offer":9,"offered":[{"label":"Một","value":"1"}],"alarms":[{"name":"coffee","at":"2026-11-21T01:02:03Z"}],"misses":1,"seen":"2026-11-21T01:02:03Z"}
\.
COPY ledger (learner, event, revision, at) FROM stdin;
web:00000	e1	1	2026-03-02 07:00:00+00
web:00001	e1	1	2026-03-02 07:00:00+00
web:00002	e1	1	2026-03-02 07:00:00+00
web:00003	e1	1	2026-03-02 07:00:00+00
web:00004	e1	1	2026-03-02 07:00:00+00
web:00005	e1	1	2026-03-02 07:00:00+00
web:00006	e1	1	2026-03-02 07:00:00+00
web:00007	e1	1	2026-03-02 07:00:00+00
web:00008	e1	1	2026-03-02 07:00:00+00
web:00009	e1	1	2026-03-02 07:00:00+00
\.
COPY outbox (learner, id, channel, bulk, place, tries, queued, next, reply) FROM stdin;
web:00000	2	web	f	1	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"hai","choices":[{"label":"Một","value":"1"}],"offer":9}
web:00000	3	web	t	0	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"tin","bulk":true}
web:00001	5	web	f	1	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"hai","choices":[{"label":"Một","value":"1"}],"offer":9}
web:00001	6	web	t	0	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"tin","bulk":true}
web:00002	8	web	f	1	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"hai","choices":[{"label":"Một","value":"1"}],"offer":9}
web:00002	9	web	t	0	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"tin","bulk":true}
web:00003	11	web	f	1	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"hai","choices":[{"label":"Một","value":"1"}],"offer":9}
web:00003	12	web	t	0	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"tin","bulk":true}
web:00004	14	web	f	1	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"hai","choices":[{"label":"Một","value":"1"}],"offer":9}
web:00004	15	web	t	0	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"tin","bulk":true}
web:00005	17	web	f	1	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"hai","choices":[{"label":"Một","value":"1"}],"offer":9}
web:00005	18	web	t	0	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"tin","bulk":true}
web:00006	20	web	f	1	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"hai","choices":[{"label":"Một","value":"1"}],"offer":9}
web:00006	21	web	t	0	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"tin","bulk":true}
web:00007	23	web	f	1	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"hai","choices":[{"label":"Một","value":"1"}],"offer":9}
web:00007	24	web	t	0	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"tin","bulk":true}
web:00008	26	web	f	1	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"hai","choices":[{"label":"Một","value":"1"}],"offer":9}
web:00008	27	web	t	0	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"tin","bulk":true}
web:00009	29	web	f	1	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"hai","choices":[{"label":"Một","value":"1"}],"offer":9}
web:00009	30	web	t	0	0	2026-03-02 07:00:00+00	2026-03-02 07:00:00+00	{"text":"tin","bulk":true}
\.
COPY outcomes (learner, seq, id, tries, queued, next, at, remote, failed, reply) FROM stdin;
web:00000	1	1	1	2026-03-02 07:00:00+00	2026-03-02 07:01:00+00	2026-11-21 23:11:11.614397+00	m		{"text":"một"}
web:00001	2	4	1	2026-03-02 07:00:00+00	2026-03-02 07:01:00+00	2026-11-21 23:11:11.616155+00	m		{"text":"một"}
web:00002	3	7	1	2026-03-02 07:00:00+00	2026-03-02 07:01:00+00	2026-11-21 23:11:11.616899+00	m		{"text":"một"}
web:00003	4	10	1	2026-03-02 07:00:00+00	2026-03-02 07:01:00+00	2026-11-21 23:11:11.617442+00	m		{"text":"một"}
web:00004	5	13	1	2026-03-02 07:00:00+00	2026-03-02 07:01:00+00	2026-11-21 23:11:11.618103+00	m		{"text":"một"}
web:00005	6	16	1	2026-03-02 07:00:00+00	2026-03-02 07:01:00+00	2026-11-21 23:11:11.618628+00	m		{"text":"một"}
web:00006	7	19	1	2026-03-02 07:00:00+00	2026-03-02 07:01:00+00	2026-11-21 23:11:11.619683+00	m		{"text":"một"}
web:00007	8	22	1	2026-03-02 07:00:00+00	2026-03-02 07:01:00+00	2026-11-21 23:11:11.623229+00	m		{"text":"một"}
web:00008	9	25	1	2026-03-02 07:00:00+00	2026-03-02 07:01:00+00	2026-11-21 23:11:11.624533+00	m		{"text":"một"}
web:00009	10	28	1	2026-03-02 07:00:00+00	2026-03-02 07:01:00+00	2026-11-21 23:11:11.625659+00	m		{"text":"một"}
\.
COPY alarms (learner, name, at) FROM stdin;
web:00000	coffee	2026-11-21 01:02:03+00
web:00001	coffee	2026-11-21 01:02:03+00
web:00002	coffee	2026-11-21 01:02:03+00
web:00003	coffee	2026-11-21 01:02:03+00
web:00004	coffee	2026-11-21 01:02:03+00
web:00005	coffee	2026-11-21 01:02:03+00
web:00006	coffee	2026-11-21 01:02:03+00
web:00007	coffee	2026-11-21 01:02:03+00
web:00008	coffee	2026-11-21 01:02:03+00
web:00009	coffee	2026-11-21 01:02:03+00
\.
COPY facts (learner, seq, at, kind, key, about, version, score, of, person, text) FROM stdin;
web:00000	11	2026-03-02 07:00:00+00	lesson.done	lesson/otp		0	1	2	0	
web:00001	12	2026-03-02 07:00:00+00	lesson.done	lesson/otp		0	1	2	0	
web:00002	13	2026-03-02 07:00:00+00	lesson.done	lesson/otp		0	1	2	0	
web:00003	14	2026-03-02 07:00:00+00	lesson.done	lesson/otp		0	1	2	0	
web:00004	15	2026-03-02 07:00:00+00	lesson.done	lesson/otp		0	1	2	0	
web:00005	16	2026-03-02 07:00:00+00	lesson.done	lesson/otp		0	1	2	0	
web:00006	17	2026-03-02 07:00:00+00	lesson.done	lesson/otp		0	1	2	0	
web:00007	18	2026-03-02 07:00:00+00	lesson.done	lesson/otp		0	1	2	0	
web:00008	19	2026-03-02 07:00:00+00	lesson.done	lesson/otp		0	1	2	0	
web:00009	20	2026-03-02 07:00:00+00	lesson.done	lesson/otp		0	1	2	0	
\.
SELECT setval('message_id', 1030);
SELECT setval('row_number', 1020);
-- the end
