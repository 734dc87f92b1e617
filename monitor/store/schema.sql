CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)
--
CREATE TABLE alert (
	id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	watchlist VARCHAR NOT NULL, 
	changes VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	article_id INTEGER, 
	CONSTRAINT pk_alert PRIMARY KEY (id)
)
--
CREATE INDEX ix_alert_created_at ON alert (created_at)
--
CREATE INDEX ix_alert_watchlist ON alert (watchlist)
--
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
)
--
CREATE INDEX ix_article_host ON article (host)
--
CREATE INDEX ix_article_link ON article (link)
--
CREATE INDEX ix_article_next_visit_at ON article (next_visit_at)
--
CREATE INDEX ix_article_state ON article (state)
--
CREATE INDEX ix_article_story ON article (story)
--
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	author VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	"before" VARCHAR NOT NULL, 
	"after" VARCHAR NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
)
--
CREATE INDEX ix_audit_at ON audit (at)
--
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
)
--
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
)
--
CREATE INDEX ix_claim_active ON claim (active)
--
CREATE INDEX ix_claim_watchlist ON claim (watchlist)
--
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
	created_at DATETIME NOT NULL, wish FLOAT DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_feed PRIMARY KEY (id), 
	CONSTRAINT uq_feed_url UNIQUE (url)
)
--
CREATE INDEX ix_feed_active ON feed (active)
--
CREATE INDEX ix_feed_host ON feed (host)
--
CREATE INDEX ix_feed_next_poll_at ON feed (next_poll_at)
--
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
)
--
CREATE TABLE login_try (
	id INTEGER NOT NULL, 
	account VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_login_try PRIMARY KEY (id)
)
--
CREATE INDEX ix_login_try_account ON login_try (account)
--
CREATE INDEX ix_login_try_address ON login_try (address)
--
CREATE INDEX ix_login_try_at ON login_try (at)
--
CREATE TABLE mark (
	id INTEGER NOT NULL, 
	change_key VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_mark PRIMARY KEY (id)
)
--
CREATE INDEX ix_mark_change_kind ON mark (change_key, kind)
--
CREATE INDEX ix_mark_kind_change ON mark (kind, change_key)
--
CREATE TABLE saved_view (
	id INTEGER NOT NULL, 
	user VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	"query" VARCHAR NOT NULL, 
	CONSTRAINT pk_saved_view PRIMARY KEY (id)
)
--
CREATE INDEX ix_saved_view_user ON saved_view (user)
--
CREATE TABLE service (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_service PRIMARY KEY ("key")
)
--
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
)
--
CREATE TABLE target (
	name VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	since DATETIME, 
	last_ok_at DATETIME, 
	not_before DATETIME, 
	told BOOLEAN NOT NULL, 
	CONSTRAINT pk_target PRIMARY KEY (name)
)
--
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
)
--
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
)
--
CREATE INDEX ix_watchlist_version_in_force ON watchlist_version (in_force)
--
CREATE INDEX ix_watchlist_version_watchlist ON watchlist_version (watchlist)
--
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
)
--
CREATE TABLE band (
	id INTEGER NOT NULL, 
	value BIGINT NOT NULL, 
	article_id INTEGER NOT NULL, 
	CONSTRAINT pk_band PRIMARY KEY (id), 
	CONSTRAINT fk_band_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
)
--
CREATE INDEX ix_band_article_id ON band (article_id)
--
CREATE INDEX ix_band_value_article ON band (value, article_id)
--
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
)
--
CREATE INDEX ix_change_article_id ON change (article_id)
--
CREATE INDEX ix_change_at ON change (at)
--
CREATE INDEX ix_change_claim_decided ON change (claim, decided_at)
--
CREATE INDEX ix_change_decided_at ON change (decided_at)
--
CREATE INDEX ix_change_outlet_decided ON change (outlet, decided_at)
--
CREATE INDEX ix_change_party_decided ON change (party, decided_at)
--
CREATE INDEX ix_change_supersedes ON change (supersedes)
--
CREATE INDEX ix_change_type_decided ON change (type, decided_at)
--
CREATE INDEX ix_change_watchlist_decided ON change (watchlist, decided_at)
--
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
)
--
CREATE INDEX ix_delivery_alert_id ON delivery (alert_id)
--
CREATE INDEX ix_delivery_due ON delivery (state, not_before)
--
CREATE INDEX ix_delivery_target ON delivery (target)
--
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
)
--
CREATE INDEX ix_entry_article_id ON entry (article_id)
--
CREATE INDEX ix_entry_feed_id ON entry (feed_id)
--
CREATE TABLE gate (
	id INTEGER NOT NULL, 
	article_id INTEGER NOT NULL, 
	watchlist VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	"values" VARCHAR NOT NULL, 
	decided_at DATETIME NOT NULL, 
	CONSTRAINT pk_gate PRIMARY KEY (id), 
	CONSTRAINT fk_gate_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
)
--
CREATE INDEX ix_gate_article_id ON gate (article_id)
--
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
)
--
CREATE INDEX ix_position_claim_id ON position (claim_id)
--
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
)
--
CREATE INDEX ix_revision_article_id ON revision (article_id)
--
CREATE INDEX ix_revision_found_at ON revision (found_at)
--
CREATE TABLE session (
	id VARCHAR NOT NULL, 
	user_id INTEGER NOT NULL, 
	csrf VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	used_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	CONSTRAINT pk_session PRIMARY KEY (id), 
	CONSTRAINT fk_session_user_id_user FOREIGN KEY(user_id) REFERENCES user (id)
)
--
CREATE INDEX ix_session_user_id ON session (user_id)
--
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
)
--
CREATE INDEX ix_attempt_delivery_id ON attempt (delivery_id)
--
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
)
--
CREATE INDEX ix_observation_revision_id ON observation (revision_id)
--
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
)
--
CREATE INDEX ix_fact_article ON fact (claim_id, article_id)
--
CREATE INDEX ix_fact_fold ON fact (claim_id, at, published, article_id, "offset")
--
CREATE INDEX ix_fact_outcome ON fact (outcome)
--
CREATE INDEX ix_fact_party ON fact (claim_id, party, standing, at)
--
CREATE INDEX ix_fact_revision ON fact (revision_id, claim_id)
--
CREATE TRIGGER append_only_change_update BEFORE UPDATE ON "change" BEGIN SELECT RAISE(ABORT, 'append-only: change'); END
--
CREATE TRIGGER append_only_change_delete BEFORE DELETE ON "change" BEGIN SELECT RAISE(ABORT, 'append-only: change'); END
--
CREATE TRIGGER append_only_mark_update BEFORE UPDATE ON "mark" BEGIN SELECT RAISE(ABORT, 'append-only: mark'); END
--
CREATE TRIGGER append_only_mark_delete BEFORE DELETE ON "mark" BEGIN SELECT RAISE(ABORT, 'append-only: mark'); END
--
CREATE TRIGGER append_only_audit_update BEFORE UPDATE ON "audit" BEGIN SELECT RAISE(ABORT, 'append-only: audit'); END
--
CREATE TRIGGER append_only_audit_delete BEFORE DELETE ON "audit" BEGIN SELECT RAISE(ABORT, 'append-only: audit'); END
--
CREATE VIRTUAL TABLE change_search USING fts5(words, content='change', content_rowid='id', tokenize="unicode61 remove_diacritics 2", prefix='2 3')
--
CREATE TRIGGER change_search_insert AFTER INSERT ON "change" BEGIN INSERT INTO change_search(rowid, words) VALUES (new.id, new.words); END
--
CREATE TRIGGER change_search_update AFTER UPDATE OF words ON "change" BEGIN INSERT INTO change_search(change_search, rowid, words) VALUES ('delete', old.id, old.words); INSERT INTO change_search(rowid, words) VALUES (new.id, new.words); END
--
CREATE TRIGGER change_search_delete AFTER DELETE ON "change" BEGIN INSERT INTO change_search(change_search, rowid, words) VALUES ('delete', old.id, old.words); END
--
CREATE TABLE host (
	name VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	lease_until DATETIME, 
	free_at DATETIME, 
	pages VARCHAR NOT NULL, gap FLOAT, most INTEGER, 
	CONSTRAINT pk_host PRIMARY KEY (name)
)
--
CREATE TABLE parcel (
	article_id INTEGER NOT NULL, 
	data VARCHAR NOT NULL, 
	body BLOB NOT NULL, 
	priority INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	owner VARCHAR NOT NULL, 
	lease_until DATETIME, 
	tries INTEGER NOT NULL, 
	CONSTRAINT pk_parcel PRIMARY KEY (article_id), 
	CONSTRAINT fk_parcel_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
)
--
CREATE INDEX ix_parcel_order ON parcel (priority, created_at)
--
INSERT INTO alembic_version (version_num) VALUES ('0003')