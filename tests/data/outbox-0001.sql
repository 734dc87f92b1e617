PRAGMA application_id=1836347250;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE alert (
	id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	watchlist VARCHAR NOT NULL, 
	changes VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	article_id INTEGER, 
	CONSTRAINT pk_alert PRIMARY KEY (id)
);
INSERT INTO "alert" VALUES('6eee90e8f19b', 'alert', 'nordkorea', '["q1"]', '2025-04-28 10:00:00.000000', NULL);
INSERT INTO "alert" VALUES('a850a4fe9957', 'alert', 'nordkorea', '["q2"]', '2025-04-28 10:00:00.000000', NULL);
CREATE TABLE article (
	id INTEGER NOT NULL, 
	url VARCHAR NOT NULL, 
	link VARCHAR NOT NULL, 
	host VARCHAR NOT NULL, 
	outlet VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	first_sight BOOLEAN NOT NULL, 
	etag VARCHAR, 
	last_modified VARCHAR, 
	problem VARCHAR NOT NULL, 
	problem_values VARCHAR NOT NULL, 
	priority INTEGER NOT NULL, 
	visits INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	next_visit_at DATETIME, 
	lease_until DATETIME, 
	published DATETIME, 
	found_at DATETIME NOT NULL, 
	story VARCHAR NOT NULL, 
	sketch BLOB, 
	CONSTRAINT pk_article PRIMARY KEY (id), 
	CONSTRAINT uq_article_url UNIQUE (url)
);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	author VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	"before" VARCHAR NOT NULL, 
	"after" VARCHAR NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
CREATE TABLE by_hand (
	id INTEGER NOT NULL, 
	watchlist VARCHAR NOT NULL, 
	claim VARCHAR NOT NULL, 
	party VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_by_hand PRIMARY KEY (id)
);
CREATE TABLE claim (
	id INTEGER NOT NULL, 
	watchlist VARCHAR NOT NULL, 
	claim VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	question VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	data VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	since DATETIME NOT NULL, 
	state VARCHAR NOT NULL, 
	CONSTRAINT pk_claim PRIMARY KEY (id), 
	CONSTRAINT uq_claim_watchlist_claim_version UNIQUE (watchlist, claim, version)
);
INSERT INTO "claim" VALUES(1, 'nordkorea', 'kampfeinsatz', 'v1', 'Kämpfen nordkoreanische Soldaten auf russischer Seite?', 'figure', '{"id":"kampfeinsatz","question":"Kämpfen nordkoreanische Soldaten auf russischer Seite?","kind":"figure","counts":[],"about":[],"with_":[],"without":[],"min_change":null,"trend":null,"role":"total","per":null,"unit":null,"place":[],"since":null,"confirmers":[],"positions":[],"alert":[],"short":"","line":0,"version":""}', 1, '2025-04-28 10:00:00.000000', '');
INSERT INTO "claim" VALUES(2, 'nordkorea', 'entsandte-soldaten', 'v1', 'Wie viele nordkoreanische Soldaten sind in Russland?', 'figure', '{"id":"entsandte-soldaten","question":"Wie viele nordkoreanische Soldaten sind in Russland?","kind":"figure","counts":[],"about":[],"with_":[],"without":[],"min_change":null,"trend":null,"role":"total","per":null,"unit":null,"place":[],"since":null,"confirmers":[],"positions":[],"alert":[],"short":"","line":0,"version":""}', 1, '2025-04-28 10:00:00.000000', '');
INSERT INTO "claim" VALUES(3, 'nordkorea', 'leitzins', 'v1', 'Wie hoch ist der Leitzins der Notenbank?', 'figure', '{"id":"leitzins","question":"Wie hoch ist der Leitzins der Notenbank?","kind":"figure","counts":[],"about":[],"with_":[],"without":[],"min_change":null,"trend":null,"role":"total","per":null,"unit":null,"place":[],"since":null,"confirmers":[],"positions":[],"alert":[],"short":"","line":0,"version":""}', 1, '2025-04-28 10:00:00.000000', '');
INSERT INTO "claim" VALUES(4, 'nordkorea', 'impfung', 'v1', 'Empfiehlt die Kommission den Impfstoff auch für Ältere?', 'figure', '{"id":"impfung","question":"Empfiehlt die Kommission den Impfstoff auch für Ältere?","kind":"figure","counts":[],"about":[],"with_":[],"without":[],"min_change":null,"trend":null,"role":"total","per":null,"unit":null,"place":[],"since":null,"confirmers":[],"positions":[],"alert":[],"short":"","line":0,"version":""}', 1, '2025-04-28 10:00:00.000000', '');
CREATE TABLE feed (
	id INTEGER NOT NULL, 
	url VARCHAR NOT NULL, 
	location VARCHAR NOT NULL, 
	host VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	every FLOAT NOT NULL, 
	interval FLOAT NOT NULL, 
	etag VARCHAR, 
	last_modified VARCHAR, 
	body_digest VARCHAR, 
	next_poll_at DATETIME NOT NULL, 
	last_poll_at DATETIME, 
	last_success_at DATETIME, 
	last_new_at DATETIME, 
	normal_gap FLOAT, 
	failures INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	problem VARCHAR NOT NULL, 
	problem_values VARCHAR NOT NULL, 
	entries_seen INTEGER NOT NULL, 
	last_count INTEGER NOT NULL, 
	last_full_at DATETIME, 
	override VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	lease_until DATETIME, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_feed PRIMARY KEY (id), 
	CONSTRAINT uq_feed_url UNIQUE (url)
);
CREATE TABLE job (
	id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	request VARCHAR NOT NULL, 
	result VARCHAR NOT NULL, 
	done INTEGER NOT NULL, 
	total INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_job PRIMARY KEY (id)
);
CREATE TABLE login_try (
	id INTEGER NOT NULL, 
	account VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_login_try PRIMARY KEY (id)
);
CREATE TABLE mark (
	id INTEGER NOT NULL, 
	change_key VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_mark PRIMARY KEY (id)
);
CREATE TABLE saved_view (
	id INTEGER NOT NULL, 
	user VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	"query" VARCHAR NOT NULL, 
	CONSTRAINT pk_saved_view PRIMARY KEY (id)
);
CREATE TABLE service (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_service PRIMARY KEY ("key")
);
CREATE TABLE silence (
	id INTEGER NOT NULL, 
	watchlist VARCHAR NOT NULL, 
	claim VARCHAR NOT NULL, 
	party VARCHAR NOT NULL, 
	up_to FLOAT, 
	author VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	ends_at DATETIME, 
	lifted_at DATETIME, 
	CONSTRAINT pk_silence PRIMARY KEY (id)
);
CREATE TABLE target (
	name VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	since DATETIME, 
	last_ok_at DATETIME, 
	not_before DATETIME, 
	told BOOLEAN NOT NULL, 
	CONSTRAINT pk_target PRIMARY KEY (name)
);
INSERT INTO "target" VALUES('mail', 'failing', 'delivery.unreachable', '2025-04-28 10:00:00.000000', NULL, '2025-04-28 10:01:00.000000', 0);
CREATE TABLE user (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	password VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_user PRIMARY KEY (id), 
	CONSTRAINT uq_user_name UNIQUE (name)
);
CREATE TABLE watchlist_version (
	id INTEGER NOT NULL, 
	watchlist VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	saved_at DATETIME NOT NULL, 
	valid BOOLEAN NOT NULL, 
	in_force BOOLEAN NOT NULL, 
	problems VARCHAR NOT NULL, 
	told BOOLEAN NOT NULL, 
	CONSTRAINT pk_watchlist_version PRIMARY KEY (id)
);
CREATE TABLE api_token (
	id VARCHAR NOT NULL, 
	user_id INTEGER NOT NULL, 
	label VARCHAR NOT NULL, 
	scope VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	ends_at DATETIME, 
	used_at DATETIME, 
	CONSTRAINT pk_api_token PRIMARY KEY (id), 
	CONSTRAINT fk_api_token_user_id_user FOREIGN KEY(user_id) REFERENCES user (id)
);
CREATE TABLE band (
	id INTEGER NOT NULL, 
	value BIGINT NOT NULL, 
	article_id INTEGER NOT NULL, 
	CONSTRAINT pk_band PRIMARY KEY (id), 
	CONSTRAINT fk_band_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
);
CREATE TABLE change (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	watchlist VARCHAR NOT NULL, 
	claim VARCHAR NOT NULL, 
	claim_version VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	rank INTEGER NOT NULL, 
	grade VARCHAR NOT NULL, 
	party VARCHAR NOT NULL, 
	outlet VARCHAR NOT NULL, 
	article_id INTEGER, 
	at DATETIME NOT NULL, 
	decided_at DATETIME NOT NULL, 
	late BOOLEAN NOT NULL, 
	baseline BOOLEAN NOT NULL, 
	supersedes VARCHAR, 
	data VARCHAR NOT NULL, 
	words VARCHAR NOT NULL, 
	CONSTRAINT pk_change PRIMARY KEY (id), 
	CONSTRAINT fk_change_article_id_article FOREIGN KEY(article_id) REFERENCES article (id), 
	CONSTRAINT uq_change_key UNIQUE ("key")
);
INSERT INTO "change" VALUES(1, 'q1', 'nordkorea', 'kampfeinsatz', 'v1', 'reversal', 2, 'alert', 'Nordkorea', '', NULL, '2025-04-28 10:00:00.000000', '2025-04-28 10:00:00.000000', 0, 0, NULL, '{"key":"q1","watchlist":"nordkorea","claim":"kampfeinsatz","claim_version":"v1","type":"reversal","grade":"alert","party":"Nordkorea","speaker":"Nordkorea","before":{"low":null,"high":null,"approx":"exact","unit":null,"stance":"denies","answer":null,"mixed":false},"after":{"low":null,"high":null,"approx":"exact","unit":null,"stance":"confirms","answer":null,"mixed":false},"at":"2025-04-28T10:00:00Z","evidence":{"article":"doc-17","revision":1,"url":"https://www.morgenblatt.example/politik/meldung-17.html","outlet":"Morgenblatt","title":"Neue Angaben aus Pjöngjang","published":"2025-04-28T10:00:00Z","found":"2025-04-28T10:04:00Z","time_source":"published","story":"","agency":"dpa","outlet_class":"news","sentence":"Pjöngjang bestätigte über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.","sentence_start":400,"where":"body","span":[410,420],"speaker_span":null,"speaker":"","root":"KCNA","via":["Yonhap"],"cue":"","weak":""},"before_evidence":{"article":"doc-17","revision":1,"url":"https://abendzeitung-nord.example/a/9","outlet":"Abendzeitung Nord","title":"Neue Angaben aus Pjöngjang","published":"2024-10-30T10:00:00Z","found":"2024-10-30T10:04:00Z","time_source":"published","story":"","agency":"","outlet_class":"news","sentence":"Pjöngjang bestritt über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.","sentence_start":400,"where":"body","span":[410,418],"speaker_span":null,"speaker":"","root":null,"via":[],"cue":"","weak":""},"before_party":null,"reason":{"code":"reversal","values":[["who","Nordkorea"],["after","value:[null, null, \"exact\", null, \"confirms\", null]"],["before","value:[null, null, \"exact\", null, \"denies\", null]"]]},"witnesses":1,"stories":2,"outlets":5,"late":false,"supersedes":null}', '');
INSERT INTO "change" VALUES(2, 'q2', 'nordkorea', 'kampfeinsatz', 'v1', 'reversal', 2, 'alert', 'Nordkorea', '', NULL, '2025-04-28 10:00:00.000000', '2025-04-28 10:00:00.000000', 0, 0, NULL, '{"key":"q2","watchlist":"nordkorea","claim":"kampfeinsatz","claim_version":"v1","type":"reversal","grade":"alert","party":"Nordkorea","speaker":"Nordkorea","before":{"low":null,"high":null,"approx":"exact","unit":null,"stance":"denies","answer":null,"mixed":false},"after":{"low":null,"high":null,"approx":"exact","unit":null,"stance":"confirms","answer":null,"mixed":false},"at":"2025-04-28T10:00:00Z","evidence":{"article":"doc-17","revision":1,"url":"https://www.morgenblatt.example/politik/meldung-17.html","outlet":"Morgenblatt","title":"Neue Angaben aus Pjöngjang","published":"2025-04-28T10:00:00Z","found":"2025-04-28T10:04:00Z","time_source":"published","story":"","agency":"dpa","outlet_class":"news","sentence":"Pjöngjang bestätigte über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.","sentence_start":400,"where":"body","span":[410,420],"speaker_span":null,"speaker":"","root":"KCNA","via":["Yonhap"],"cue":"","weak":""},"before_evidence":{"article":"doc-17","revision":1,"url":"https://abendzeitung-nord.example/a/9","outlet":"Abendzeitung Nord","title":"Neue Angaben aus Pjöngjang","published":"2024-10-30T10:00:00Z","found":"2024-10-30T10:04:00Z","time_source":"published","story":"","agency":"","outlet_class":"news","sentence":"Pjöngjang bestritt über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.","sentence_start":400,"where":"body","span":[410,418],"speaker_span":null,"speaker":"","root":null,"via":[],"cue":"","weak":""},"before_party":null,"reason":{"code":"reversal","values":[["who","Nordkorea"],["after","value:[null, null, \"exact\", null, \"confirms\", null]"],["before","value:[null, null, \"exact\", null, \"denies\", null]"]]},"witnesses":1,"stories":2,"outlets":5,"late":false,"supersedes":null}', '');
INSERT INTO "change" VALUES(3, 'q3', 'nordkorea', 'kampfeinsatz', 'v1', 'reversal', 2, 'alert', 'Nordkorea', '', NULL, '2025-04-28 10:00:00.000000', '2025-04-28 10:00:00.000000', 0, 0, NULL, '{"key":"q3","watchlist":"nordkorea","claim":"kampfeinsatz","claim_version":"v1","type":"reversal","grade":"alert","party":"Nordkorea","speaker":"Nordkorea","before":{"low":null,"high":null,"approx":"exact","unit":null,"stance":"denies","answer":null,"mixed":false},"after":{"low":null,"high":null,"approx":"exact","unit":null,"stance":"confirms","answer":null,"mixed":false},"at":"2025-04-28T10:00:00Z","evidence":{"article":"doc-17","revision":1,"url":"https://www.morgenblatt.example/politik/meldung-17.html","outlet":"Morgenblatt","title":"Neue Angaben aus Pjöngjang","published":"2025-04-28T10:00:00Z","found":"2025-04-28T10:04:00Z","time_source":"published","story":"","agency":"dpa","outlet_class":"news","sentence":"Pjöngjang bestätigte über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.","sentence_start":400,"where":"body","span":[410,420],"speaker_span":null,"speaker":"","root":"KCNA","via":["Yonhap"],"cue":"","weak":""},"before_evidence":{"article":"doc-17","revision":1,"url":"https://abendzeitung-nord.example/a/9","outlet":"Abendzeitung Nord","title":"Neue Angaben aus Pjöngjang","published":"2024-10-30T10:00:00Z","found":"2024-10-30T10:04:00Z","time_source":"published","story":"","agency":"","outlet_class":"news","sentence":"Pjöngjang bestritt über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.","sentence_start":400,"where":"body","span":[410,418],"speaker_span":null,"speaker":"","root":null,"via":[],"cue":"","weak":""},"before_party":null,"reason":{"code":"reversal","values":[["who","Nordkorea"],["after","value:[null, null, \"exact\", null, \"confirms\", null]"],["before","value:[null, null, \"exact\", null, \"denies\", null]"]]},"witnesses":1,"stories":2,"outlets":5,"late":false,"supersedes":null}', '');
CREATE TABLE delivery (
	id INTEGER NOT NULL, 
	decision VARCHAR NOT NULL, 
	alert_id VARCHAR, 
	target VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	rank INTEGER NOT NULL, 
	watchlist VARCHAR NOT NULL, 
	thread VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	not_before DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	lease_owner VARCHAR NOT NULL, 
	lease_until DATETIME, 
	maybe_duplicate BOOLEAN NOT NULL, 
	held_for VARCHAR NOT NULL, 
	sent_at DATETIME, 
	reason VARCHAR NOT NULL, 
	reference VARCHAR NOT NULL, 
	CONSTRAINT pk_delivery PRIMARY KEY (id), 
	CONSTRAINT fk_delivery_alert_id_alert FOREIGN KEY(alert_id) REFERENCES alert (id), 
	CONSTRAINT uq_delivery_decision_target UNIQUE (decision, target)
);
INSERT INTO "delivery" VALUES(1, 'q1', '6eee90e8f19b', 'mail', 'alert', 'sending', 2, 'nordkorea', 'nordkorea/kampfeinsatz', '', '2025-04-28 10:00:00.000000', '2025-04-28 10:00:00.000000', '2025-04-30 10:00:00.000000', 1, 'old', '2025-04-28 10:02:00.000000', 0, '', NULL, '', '');
INSERT INTO "delivery" VALUES(2, 'q2', 'a850a4fe9957', 'mail', 'alert', 'retry', 2, 'nordkorea', 'nordkorea/kampfeinsatz', '{"id":"a850a4fe9957","subject":"Nordkorea bestätigt: nordkoreanische Soldaten kämpfen auf russischer Seite – zuvor Dementi","text":"KEHRTWENDE · Nordkoreanische Truppen\nNordkorea bestätigt, dass nordkoreanische Soldaten auf russischer Seite kämpfen · bisher: dementiert\n\nKämpfen nordkoreanische Soldaten auf russischer Seite?\n\nBisher: dementiert\nJetzt: bestätigt\n\nWer: KCNA (Nordkorea) · durch Yonhap\n(erstmals in unseren Quellen)\n\nNeue Fundstelle:\n  „Pjöngjang *bestätigte* über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.“\n  Morgenblatt · 28.04.2025, 12:00 MESZ · dpa\n  https://www.morgenblatt.example/politik/meldung-17.html\n\nAlte Fundstelle:\n  „Pjöngjang *bestritt* über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.“\n  Abendzeitung Nord · 30.10.2024, 11:00 MEZ\n  https://abendzeitung-nord.example/a/9\n\nBeleglage: 1 unabhängige Quelle · 2 Berichte · 5 Medien\nWarum diese Meldung: Kehrtwende: Nordkorea sagte zuletzt „bestreitet“, jetzt „bestätigt“.\n\nBelege ansehen: https://monitor.redaktion.example/changes/q2\nQuittieren: https://monitor.redaktion.example/act/ack.cTI.bWFpbA.1748426400.KKUbXutdFGSaE1T_AK53NHmJ\nFalsch: https://monitor.redaktion.example/act/wrong.cTI.bWFpbA.1748426400.PLsDHNPV0P634GETUZrM0HLs\nStummschalten: https://monitor.redaktion.example/act/silence.cTI.bWFpbA.1748426400.7aE5OroC3f2hKhe07DoTSyV5\n\n--\nMeldung a850a4fe9957 · https://monitor.redaktion.example/changes\nAlle Zeiten sind Berliner Zeit. Die Links gelten 30 Tage und ändern nichts, bevor Sie bestätigen.\n","html":"<!DOCTYPE html>\n<html lang=\"de\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Nordkorea bestätigt: nordkoreanische Soldaten kämpfen auf russischer Seite – zuvor Dementi</title>\n<style>\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\nbody { margin: 0; padding: 0; background: #f1f3f5; color: #1b1f24; font: 16px/1.45 -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif; -webkit-text-size-adjust: 100%; overflow-wrap: anywhere; }\n.sheet { max-width: 600px; margin: 0 auto; padding: 16px 12px 28px; }\n.card { background: #ffffff; border: 1px solid #d9dee3; border-radius: 8px; padding: 18px 18px 16px; margin: 0 0 14px; }\n.top { font-size: 13px; color: #59636e; margin: 0 0 8px; }\n.label { display: inline-block; padding: 1px 9px; border-radius: 10px; font-size: 13px; font-weight: 600; background: #e2ecf7; color: #0b4a86; }\n.label.reversal, .label.retraction, .label.contradiction { background: #fbe4e1; color: #96190c; }\n.label.new_confirmation { background: #dff3e4; color: #10602c; }\n.label.superseded, .label.softened { background: #ebedf0; color: #3d454e; }\nh1 { font-size: 20px; line-height: 1.28; margin: 8px 0 6px; }\nh2 { font-size: 17px; line-height: 1.3; margin: 8px 0 6px; }\n.question { color: #59636e; margin: 0 0 14px; }\n.turn { width: 100%; border-collapse: collapse; margin: 0 0 14px; }\n.turn td { padding: 8px 10px; vertical-align: top; width: 50%; border: 1px solid #d9dee3; }\n.turn .was { color: #59636e; }\n.turn .now { background: #f3f8fd; font-weight: 700; }\n.small { display: block; font-size: 12px; font-weight: 400; color: #59636e; }\n.notes { margin: 0 0 12px; font-size: 14px; font-weight: 600; color: #7a4d00; }\n.flag { display: block; margin: 0 0 10px; padding: 6px 10px; border-left: 4px solid #c98a00; background: #fff6df; color: #5c4200; font-size: 14px; }\nblockquote { margin: 0 0 4px; padding: 2px 0 2px 12px; border-left: 3px solid #1f6fbf; }\nblockquote.old { border-color: #b3bbc4; color: #4b545e; }\nmark { background: #ffe58a; color: #1b1f24; border-radius: 2px; padding: 0 1px; }\n.where { font-size: 13px; color: #59636e; margin: 0 0 14px; }\n.facts { font-size: 14px; margin: 0 0 14px; }\n.facts div { margin: 0 0 3px; }\n.facts b { font-weight: 600; }\na { color: #0b5cad; }\n.host { color: #59636e; }\n.acts { margin: 0; }\n.acts a { display: inline-block; margin: 0 6px 6px 0; padding: 7px 12px; border: 1px solid #b9c4cf; border-radius: 6px; font-size: 14px; text-decoration: none; }\n.acts a.evidence { background: #0b5cad; border-color: #0b5cad; color: #ffffff; font-weight: 600; }\nul { margin: 0; padding: 0; list-style: none; }\nli { padding: 9px 0; border-top: 1px solid #e6e9ed; }\nli:first-child { border-top: 0; }\n.foot { font-size: 12px; color: #59636e; padding: 0 4px; }\n@media (prefers-color-scheme: dark) {\n  body { background: #14171a; color: #e6e9ec; }\n  .card { background: #1e2226; border-color: #363d44; }\n  .top, .question, .small, .where, .host, .foot, .turn .was { color: #a5afb9; }\n  .turn td { border-color: #363d44; }\n  .turn .now { background: #1a2b3c; }\n  .label { background: #1c3a58; color: #b9dcff; }\n  .label.reversal, .label.retraction, .label.contradiction { background: #54211c; color: #ffc9c2; }\n  .label.new_confirmation { background: #1b4328; color: #b5ecc5; }\n  .label.superseded, .label.softened { background: #343b42; color: #d3d9df; }\n  .notes { color: #f0c060; }\n  .flag { background: #3b3010; color: #ffe3a0; }\n  blockquote { border-color: #6cb2f5; }\n  blockquote.old { border-color: #5b6570; color: #bcc5ce; }\n  mark { background: #75600f; color: #fff6d8; }\n  a { color: #85c0ff; }\n  .acts a { border-color: #4a545e; }\n  .acts a.evidence { background: #2470b8; border-color: #2470b8; color: #ffffff; }\n  li { border-color: #333a41; }\n}\n@media (max-width: 420px) {\n  .sheet { padding: 8px 6px 20px; }\n  .card { padding: 14px 13px 12px; }\n  h1 { font-size: 19px; }\n  .acts a { padding: 9px 12px; }\n}\n</style>\n</head>\n<body>\n<div class=\"sheet\">\n<div class=\"card\">\n<p class=\"top\"><span class=\"label reversal\">Kehrtwende</span> &nbsp;Nordkoreanische Truppen</p>\n<h1>Nordkorea bestätigt, dass nordkoreanische Soldaten auf russischer Seite kämpfen · bisher: dementiert</h1><p class=\"question\">Kämpfen nordkoreanische Soldaten auf russischer Seite?</p>\n<table class=\"turn\" role=\"presentation\"><tr>\n<td class=\"was\"><span class=\"small\">Bisher</span>dementiert</td>\n<td class=\"now\"><span class=\"small\">Jetzt</span>bestätigt</td>\n</tr></table>\n<p class=\"notes\">erstmals in unseren Quellen</p><blockquote>&bdquo;Pjöngjang <mark>bestätigte</mark> über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.&ldquo;</blockquote>\n<p class=\"where\"><a href=\"https://www.morgenblatt.example/politik/meldung-17.html\" rel=\"noopener noreferrer nofollow\">Morgenblatt</a> <span class=\"host\">(www.morgenblatt.example)</span> &middot; 28.04.2025, 12:00 MESZ &middot; dpa</p>\n<blockquote class=\"old\">&bdquo;Pjöngjang <mark>bestritt</mark> über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.&ldquo;</blockquote>\n<p class=\"where\"><a href=\"https://abendzeitung-nord.example/a/9\" rel=\"noopener noreferrer nofollow\">Abendzeitung Nord</a> <span class=\"host\">(abendzeitung-nord.example)</span> &middot; 30.10.2024, 11:00 MEZ</p>\n<div class=\"facts\">\n<div><b>Wer:</b> KCNA (Nordkorea) &middot; durch Yonhap</div>\n<div><b>Beleglage:</b> 1 unabhängige Quelle · 2 Berichte · 5 Medien</div>\n<div><b>Warum diese Meldung:</b> Kehrtwende: Nordkorea sagte zuletzt „bestreitet“, jetzt „bestätigt“.</div>\n</div>\n<p class=\"acts\"><a class=\"evidence\" href=\"https://monitor.redaktion.example/changes/q2\">Belege ansehen</a><a class=\"ack\" href=\"https://monitor.redaktion.example/act/ack.cTI.bWFpbA.1748426400.KKUbXutdFGSaE1T_AK53NHmJ\">Quittieren</a><a class=\"wrong\" href=\"https://monitor.redaktion.example/act/wrong.cTI.bWFpbA.1748426400.PLsDHNPV0P634GETUZrM0HLs\">Falsch</a><a class=\"silence\" href=\"https://monitor.redaktion.example/act/silence.cTI.bWFpbA.1748426400.7aE5OroC3f2hKhe07DoTSyV5\">Stummschalten</a></p>\n</div>\n<p class=\"foot\">Meldung a850a4fe9957 &middot; <a href=\"https://monitor.redaktion.example/changes\">Änderungsprotokoll</a><br>Alle Zeiten sind Berliner Zeit. Die Links gelten 30 Tage und ändern nichts, bevor Sie bestätigen.</p>\n</div>\n</body>\n</html>","blocks":null,"data":null,"headers":[["Message-ID","<a850a4fe9957.alert@monitor.redaktion.example>"],["In-Reply-To","<c4f2ecdff053d555.thread@monitor.redaktion.example>"],["References","<c4f2ecdff053d555.thread@monitor.redaktion.example>"],["List-Id","<nordkorea.monitor.monitor.redaktion.example>"],["Auto-Submitted","auto-generated"],["X-Auto-Response-Suppress","All"],["X-Monitor-Alert","a850a4fe9957"]],"thread":"nordkorea/kampfeinsatz","reply_to":""}', '2025-04-28 10:01:00.000000', '2025-04-28 10:00:00.000000', '2025-04-30 10:00:00.000000', 1, '', NULL, 0, '', NULL, 'delivery.unreachable', '');
INSERT INTO "delivery" VALUES(3, 'q3', NULL, 'mail', 'alert', 'queued', 2, 'nordkorea', 'nordkorea/kampfeinsatz', '', '2025-04-28 10:00:00.000000', '2025-04-28 10:00:00.000000', '2025-04-30 10:00:00.000000', 0, '', NULL, 0, '', NULL, '', '');
CREATE TABLE entry (
	id INTEGER NOT NULL, 
	feed_id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	link VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	summary VARCHAR NOT NULL, 
	published DATETIME, 
	precision VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	found_at DATETIME NOT NULL, 
	article_id INTEGER, 
	CONSTRAINT pk_entry PRIMARY KEY (id), 
	CONSTRAINT fk_entry_article_id_article FOREIGN KEY(article_id) REFERENCES article (id), 
	CONSTRAINT fk_entry_feed_id_feed FOREIGN KEY(feed_id) REFERENCES feed (id), 
	CONSTRAINT uq_entry_feed_id_key UNIQUE (feed_id, "key")
);
CREATE TABLE gate (
	id INTEGER NOT NULL, 
	article_id INTEGER NOT NULL, 
	watchlist VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	"values" VARCHAR NOT NULL, 
	decided_at DATETIME NOT NULL, 
	CONSTRAINT pk_gate PRIMARY KEY (id), 
	CONSTRAINT fk_gate_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
);
CREATE TABLE position (
	id INTEGER NOT NULL, 
	claim_id INTEGER NOT NULL, 
	party VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	low FLOAT, 
	high FLOAT, 
	stance VARCHAR, 
	answer VARCHAR, 
	data VARCHAR NOT NULL, 
	CONSTRAINT pk_position PRIMARY KEY (id), 
	CONSTRAINT fk_position_claim_id_claim FOREIGN KEY(claim_id) REFERENCES claim (id), 
	CONSTRAINT uq_position_claim_id_party UNIQUE (claim_id, party)
);
CREATE TABLE revision (
	id INTEGER NOT NULL, 
	article_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	data VARCHAR NOT NULL, 
	text VARCHAR, 
	digest VARCHAR NOT NULL, 
	frame VARCHAR NOT NULL, 
	published DATETIME NOT NULL, 
	at DATETIME NOT NULL, 
	found_at DATETIME NOT NULL, 
	reader VARCHAR NOT NULL, 
	extractor VARCHAR NOT NULL, 
	CONSTRAINT pk_revision PRIMARY KEY (id), 
	CONSTRAINT fk_revision_article_id_article FOREIGN KEY(article_id) REFERENCES article (id), 
	CONSTRAINT uq_revision_article_id_number UNIQUE (article_id, number)
);
CREATE TABLE session (
	id VARCHAR NOT NULL, 
	user_id INTEGER NOT NULL, 
	csrf VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	used_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	CONSTRAINT pk_session PRIMARY KEY (id), 
	CONSTRAINT fk_session_user_id_user FOREIGN KEY(user_id) REFERENCES user (id)
);
CREATE TABLE attempt (
	id INTEGER NOT NULL, 
	delivery_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	outcome VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	answer VARCHAR NOT NULL, 
	status INTEGER, 
	CONSTRAINT pk_attempt PRIMARY KEY (id), 
	CONSTRAINT fk_attempt_delivery_id_delivery FOREIGN KEY(delivery_id) REFERENCES delivery (id)
);
INSERT INTO "attempt" VALUES(1, 1, 1, '2025-04-28 10:00:00.000000', NULL, '', '', '', NULL);
INSERT INTO "attempt" VALUES(2, 2, 1, '2025-04-28 10:00:00.000000', '2025-04-28 10:00:00.000000', 'retry', 'delivery.unreachable', '', NULL);
CREATE TABLE observation (
	id INTEGER NOT NULL, 
	revision_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	"where" VARCHAR NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	data VARCHAR NOT NULL, 
	sentence VARCHAR NOT NULL, 
	sentence_start INTEGER NOT NULL, 
	CONSTRAINT pk_observation PRIMARY KEY (id), 
	CONSTRAINT fk_observation_revision_id_revision FOREIGN KEY(revision_id) REFERENCES revision (id)
);
CREATE TABLE fact (
	id INTEGER NOT NULL, 
	claim_id INTEGER NOT NULL, 
	revision_id INTEGER NOT NULL, 
	article_id INTEGER NOT NULL, 
	observation_id INTEGER, 
	at DATETIME NOT NULL, 
	published DATETIME NOT NULL, 
	"offset" INTEGER NOT NULL, 
	party VARCHAR NOT NULL, 
	standing BOOLEAN NOT NULL, 
	data VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	change_id INTEGER, 
	decided_at DATETIME NOT NULL, 
	CONSTRAINT pk_fact PRIMARY KEY (id), 
	CONSTRAINT fk_fact_change_id_change FOREIGN KEY(change_id) REFERENCES change (id), 
	CONSTRAINT fk_fact_claim_id_claim FOREIGN KEY(claim_id) REFERENCES claim (id), 
	CONSTRAINT fk_fact_observation_id_observation FOREIGN KEY(observation_id) REFERENCES observation (id), 
	CONSTRAINT fk_fact_revision_id_revision FOREIGN KEY(revision_id) REFERENCES revision (id)
);
CREATE VIRTUAL TABLE change_search USING fts5(words, content='change', content_rowid='id', tokenize="unicode61 remove_diacritics 2", prefix='2 3');
CREATE INDEX ix_alert_created_at ON alert (created_at);
CREATE INDEX ix_alert_watchlist ON alert (watchlist);
CREATE INDEX ix_article_host ON article (host);
CREATE INDEX ix_article_link ON article (link);
CREATE INDEX ix_article_next_visit_at ON article (next_visit_at);
CREATE INDEX ix_article_state ON article (state);
CREATE INDEX ix_article_story ON article (story);
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_claim_active ON claim (active);
CREATE INDEX ix_claim_watchlist ON claim (watchlist);
CREATE INDEX ix_feed_active ON feed (active);
CREATE INDEX ix_feed_host ON feed (host);
CREATE INDEX ix_feed_next_poll_at ON feed (next_poll_at);
CREATE INDEX ix_login_try_account ON login_try (account);
CREATE INDEX ix_login_try_address ON login_try (address);
CREATE INDEX ix_login_try_at ON login_try (at);
CREATE INDEX ix_mark_change_kind ON mark (change_key, kind);
CREATE INDEX ix_mark_kind_change ON mark (kind, change_key);
CREATE INDEX ix_saved_view_user ON saved_view (user);
CREATE INDEX ix_watchlist_version_in_force ON watchlist_version (in_force);
CREATE INDEX ix_watchlist_version_watchlist ON watchlist_version (watchlist);
CREATE INDEX ix_band_article_id ON band (article_id);
CREATE INDEX ix_band_value_article ON band (value, article_id);
CREATE INDEX ix_change_article_id ON change (article_id);
CREATE INDEX ix_change_at ON change (at);
CREATE INDEX ix_change_claim_decided ON change (claim, decided_at);
CREATE INDEX ix_change_decided_at ON change (decided_at);
CREATE INDEX ix_change_outlet_decided ON change (outlet, decided_at);
CREATE INDEX ix_change_party_decided ON change (party, decided_at);
CREATE INDEX ix_change_supersedes ON change (supersedes);
CREATE INDEX ix_change_type_decided ON change (type, decided_at);
CREATE INDEX ix_change_watchlist_decided ON change (watchlist, decided_at);
CREATE INDEX ix_delivery_alert_id ON delivery (alert_id);
CREATE INDEX ix_delivery_due ON delivery (state, not_before);
CREATE INDEX ix_delivery_target ON delivery (target);
CREATE INDEX ix_entry_article_id ON entry (article_id);
CREATE INDEX ix_entry_feed_id ON entry (feed_id);
CREATE INDEX ix_gate_article_id ON gate (article_id);
CREATE INDEX ix_position_claim_id ON position (claim_id);
CREATE INDEX ix_revision_article_id ON revision (article_id);
CREATE INDEX ix_revision_found_at ON revision (found_at);
CREATE INDEX ix_session_user_id ON session (user_id);
CREATE INDEX ix_attempt_delivery_id ON attempt (delivery_id);
CREATE INDEX ix_observation_revision_id ON observation (revision_id);
CREATE INDEX ix_fact_article ON fact (claim_id, article_id);
CREATE INDEX ix_fact_fold ON fact (claim_id, at, published, article_id, "offset");
CREATE INDEX ix_fact_outcome ON fact (outcome);
CREATE INDEX ix_fact_party ON fact (claim_id, party, standing, at);
CREATE INDEX ix_fact_revision ON fact (revision_id, claim_id);
CREATE TRIGGER append_only_change_update BEFORE UPDATE ON "change" BEGIN SELECT RAISE(ABORT, 'append-only: change'); END;
CREATE TRIGGER append_only_change_delete BEFORE DELETE ON "change" BEGIN SELECT RAISE(ABORT, 'append-only: change'); END;
CREATE TRIGGER append_only_mark_update BEFORE UPDATE ON "mark" BEGIN SELECT RAISE(ABORT, 'append-only: mark'); END;
CREATE TRIGGER append_only_mark_delete BEFORE DELETE ON "mark" BEGIN SELECT RAISE(ABORT, 'append-only: mark'); END;
CREATE TRIGGER append_only_audit_update BEFORE UPDATE ON "audit" BEGIN SELECT RAISE(ABORT, 'append-only: audit'); END;
CREATE TRIGGER append_only_audit_delete BEFORE DELETE ON "audit" BEGIN SELECT RAISE(ABORT, 'append-only: audit'); END;
