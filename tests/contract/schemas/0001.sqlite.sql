BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE attempts (
	subject VARCHAR(260) NOT NULL, 
	failures INTEGER NOT NULL, 
	first DOUBLE NOT NULL, 
	until DOUBLE NOT NULL, 
	CONSTRAINT pk_attempts PRIMARY KEY (subject)
);
INSERT INTO "attempts" VALUES('attempts subject 1',1,1.5,1.5);
INSERT INTO "attempts" VALUES('attempts subject 2',2,2.5,2.5);
CREATE TABLE feedback (
	id VARCHAR(36) NOT NULL, 
	message VARCHAR(36) NOT NULL, 
	person VARCHAR(36) NOT NULL, 
	value INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	created DOUBLE NOT NULL, 
	CONSTRAINT pk_feedback PRIMARY KEY (id), 
	CONSTRAINT fk_feedback_message FOREIGN KEY(message) REFERENCES messages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_feedback_person FOREIGN KEY(person) REFERENCES people (id) ON DELETE CASCADE, 
	CONSTRAINT uq_feedback_message UNIQUE (message)
);
INSERT INTO "feedback" VALUES('b47c2489-64fc-5b43-a0b7-192ab2f6b1b2','34ef32d0-acff-5060-84cb-c2e5edbe1f8b','231196af-f1d7-566b-9bb0-0a85ce931cf9',1,'feedback reason 1',1.5);
INSERT INTO "feedback" VALUES('f29ede51-3652-565e-8e66-44d03c6a054f','180e03d6-f536-5bc6-ba24-05f9025e7231','58a86126-43b0-5fd3-b76e-0c0d2dfe84ef',2,'feedback reason 2',2.5);
CREATE TABLE messages (
	id VARCHAR(36) NOT NULL, 
	thread VARCHAR(36) NOT NULL, 
	position INTEGER NOT NULL, 
	kind VARCHAR(30) NOT NULL, 
	author VARCHAR(200) NOT NULL, 
	text TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	created DOUBLE NOT NULL, 
	CONSTRAINT pk_messages PRIMARY KEY (id), 
	CONSTRAINT fk_messages_thread FOREIGN KEY(thread) REFERENCES threads (id) ON DELETE CASCADE, 
	CONSTRAINT uq_messages_thread UNIQUE (thread, position)
);
INSERT INTO "messages" VALUES('34ef32d0-acff-5060-84cb-c2e5edbe1f8b','ac524c8b-4bbe-553e-84e2-8ceeefd527ae',1,'messages kind 1','messages author 1','messages text 1','',1.5);
INSERT INTO "messages" VALUES('180e03d6-f536-5bc6-ba24-05f9025e7231','8d41f080-243c-5ddb-9017-676008ac1ccc',2,'messages kind 2','messages author 2','messages text 2','',2.5);
CREATE TABLE people (
	id VARCHAR(36) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	shown VARCHAR(200) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	"plan" VARCHAR(20) NOT NULL, 
	password VARCHAR(300), 
	subject VARCHAR(500), 
	created DOUBLE NOT NULL, 
	CONSTRAINT pk_people PRIMARY KEY (id), 
	CONSTRAINT uq_people_name UNIQUE (name), 
	CONSTRAINT uq_people_subject UNIQUE (subject)
);
INSERT INTO "people" VALUES('231196af-f1d7-566b-9bb0-0a85ce931cf9','people name 1','people shown 1','coder','member','people password 1','people subject 1',1.5);
INSERT INTO "people" VALUES('58a86126-43b0-5fd3-b76e-0c0d2dfe84ef','people name 2','people shown 2','coder','member','people password 2','people subject 2',2.5);
CREATE TABLE sessions (
	hash VARCHAR(64) NOT NULL, 
	person VARCHAR(36) NOT NULL, 
	created DOUBLE NOT NULL, 
	expires DOUBLE NOT NULL, 
	CONSTRAINT pk_sessions PRIMARY KEY (hash), 
	CONSTRAINT fk_sessions_person FOREIGN KEY(person) REFERENCES people (id) ON DELETE CASCADE
);
INSERT INTO "sessions" VALUES('sessions hash 1','231196af-f1d7-566b-9bb0-0a85ce931cf9',1.5,1.5);
INSERT INTO "sessions" VALUES('sessions hash 2','58a86126-43b0-5fd3-b76e-0c0d2dfe84ef',2.5,2.5);
CREATE TABLE shares (
	hash VARCHAR(64) NOT NULL, 
	thread VARCHAR(36) NOT NULL, 
	created DOUBLE NOT NULL, 
	CONSTRAINT pk_shares PRIMARY KEY (hash), 
	CONSTRAINT fk_shares_thread FOREIGN KEY(thread) REFERENCES threads (id) ON DELETE CASCADE
);
INSERT INTO "shares" VALUES('shares hash 1','ac524c8b-4bbe-553e-84e2-8ceeefd527ae',1.5);
INSERT INTO "shares" VALUES('shares hash 2','8d41f080-243c-5ddb-9017-676008ac1ccc',2.5);
CREATE TABLE threads (
	id VARCHAR(36) NOT NULL, 
	person VARCHAR(36) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	named BOOLEAN NOT NULL, 
	created DOUBLE NOT NULL, 
	changed DOUBLE NOT NULL, 
	settings TEXT NOT NULL, 
	conversation TEXT NOT NULL, 
	CONSTRAINT pk_threads PRIMARY KEY (id), 
	CONSTRAINT fk_threads_person FOREIGN KEY(person) REFERENCES people (id) ON DELETE CASCADE
);
INSERT INTO "threads" VALUES('ac524c8b-4bbe-553e-84e2-8ceeefd527ae','231196af-f1d7-566b-9bb0-0a85ce931cf9','threads title 1',1,1.5,1.5,'{}','');
INSERT INTO "threads" VALUES('8d41f080-243c-5ddb-9017-676008ac1ccc','58a86126-43b0-5fd3-b76e-0c0d2dfe84ef','threads title 2',0,2.5,2.5,'{}','');
CREATE TABLE tokens (
	id VARCHAR(36) NOT NULL, 
	person VARCHAR(36) NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	scopes VARCHAR(200) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	created DOUBLE NOT NULL, 
	expires DOUBLE, 
	used DOUBLE, 
	CONSTRAINT pk_tokens PRIMARY KEY (id), 
	CONSTRAINT fk_tokens_person FOREIGN KEY(person) REFERENCES people (id) ON DELETE CASCADE, 
	CONSTRAINT uq_tokens_hash UNIQUE (hash)
);
INSERT INTO "tokens" VALUES('d6fd4b43-520b-5d55-a3c2-ce3688d77cad','231196af-f1d7-566b-9bb0-0a85ce931cf9','tokens name 1','read','tokens hash 1',1.5,1.5,1.5);
INSERT INTO "tokens" VALUES('9ec37749-cc5b-5685-b9ca-fb556a07f0ad','58a86126-43b0-5fd3-b76e-0c0d2dfe84ef','tokens name 2','read','tokens hash 2',2.5,2.5,2.5);
CREATE TABLE usage (
	subject VARCHAR(260) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	used INTEGER NOT NULL, 
	CONSTRAINT pk_usage PRIMARY KEY (subject, kind, day)
);
INSERT INTO "usage" VALUES('usage subject 1','usage kind 1','usage day ',1);
INSERT INTO "usage" VALUES('usage subject 2','usage kind 2','usage day ',2);
CREATE TABLE used (
	subject VARCHAR(260) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	item VARCHAR(300) NOT NULL, 
	CONSTRAINT pk_used PRIMARY KEY (subject, kind, day, item)
);
INSERT INTO "used" VALUES('used subject 1','used kind 1','used day 1','used item 1');
INSERT INTO "used" VALUES('used subject 2','used kind 2','used day 2','used item 2');
CREATE INDEX ix_usage_day ON usage (day);
CREATE INDEX ix_used_day ON used (day);
CREATE INDEX ix_sessions_expires ON sessions (expires);
CREATE INDEX ix_sessions_person ON sessions (person);
CREATE INDEX ix_threads_person_changed ON threads (person, changed);
CREATE INDEX ix_tokens_person ON tokens (person);
CREATE INDEX ix_shares_thread ON shares (thread);
CREATE INDEX ix_feedback_person ON feedback (person);
COMMIT;
