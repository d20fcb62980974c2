SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.attempts (
    subject character varying(260) NOT NULL,
    failures integer NOT NULL,
    first double precision NOT NULL,
    until double precision NOT NULL
);
CREATE TABLE public.feedback (
    id character varying(36) NOT NULL,
    message character varying(36) NOT NULL,
    person character varying(36) NOT NULL,
    value integer NOT NULL,
    reason text NOT NULL,
    created double precision NOT NULL
);
CREATE TABLE public.messages (
    id character varying(36) NOT NULL,
    thread character varying(36) NOT NULL,
    "position" integer NOT NULL,
    kind character varying(30) NOT NULL,
    author character varying(200) NOT NULL,
    text text NOT NULL,
    answer text NOT NULL,
    created double precision NOT NULL
);
CREATE TABLE public.people (
    id character varying(36) NOT NULL,
    name character varying(200) NOT NULL,
    shown character varying(200) NOT NULL,
    role character varying(20) NOT NULL,
    plan character varying(20) NOT NULL,
    password character varying(300),
    subject character varying(500),
    created double precision NOT NULL
);
CREATE TABLE public.sessions (
    hash character varying(64) NOT NULL,
    person character varying(36) NOT NULL,
    created double precision NOT NULL,
    expires double precision NOT NULL
);
CREATE TABLE public.shares (
    hash character varying(64) NOT NULL,
    thread character varying(36) NOT NULL,
    created double precision NOT NULL
);
CREATE TABLE public.threads (
    id character varying(36) NOT NULL,
    person character varying(36) NOT NULL,
    title character varying(200) NOT NULL,
    named boolean NOT NULL,
    created double precision NOT NULL,
    changed double precision NOT NULL,
    settings text NOT NULL,
    conversation text NOT NULL
);
CREATE TABLE public.tokens (
    id character varying(36) NOT NULL,
    person character varying(36) NOT NULL,
    name character varying(100) NOT NULL,
    scopes character varying(200) NOT NULL,
    hash character varying(64) NOT NULL,
    created double precision NOT NULL,
    expires double precision,
    used double precision
);
CREATE TABLE public.usage (
    subject character varying(260) NOT NULL,
    kind character varying(20) NOT NULL,
    day character varying(10) NOT NULL,
    used integer NOT NULL
);
CREATE TABLE public.used (
    subject character varying(260) NOT NULL,
    kind character varying(20) NOT NULL,
    day character varying(10) NOT NULL,
    item character varying(300) NOT NULL
);
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.attempts VALUES ('attempts subject 1', 1, 1.5, 1.5);
INSERT INTO public.attempts VALUES ('attempts subject 2', 2, 2.5, 2.5);
INSERT INTO public.feedback VALUES ('b47c2489-64fc-5b43-a0b7-192ab2f6b1b2', '34ef32d0-acff-5060-84cb-c2e5edbe1f8b', '231196af-f1d7-566b-9bb0-0a85ce931cf9', 1, 'feedback reason 1', 1.5);
INSERT INTO public.feedback VALUES ('f29ede51-3652-565e-8e66-44d03c6a054f', '180e03d6-f536-5bc6-ba24-05f9025e7231', '58a86126-43b0-5fd3-b76e-0c0d2dfe84ef', 2, 'feedback reason 2', 2.5);
INSERT INTO public.messages VALUES ('34ef32d0-acff-5060-84cb-c2e5edbe1f8b', 'ac524c8b-4bbe-553e-84e2-8ceeefd527ae', 1, 'messages kind 1', 'messages author 1', 'messages text 1', '', 1.5);
INSERT INTO public.messages VALUES ('180e03d6-f536-5bc6-ba24-05f9025e7231', '8d41f080-243c-5ddb-9017-676008ac1ccc', 2, 'messages kind 2', 'messages author 2', 'messages text 2', '', 2.5);
INSERT INTO public.people VALUES ('231196af-f1d7-566b-9bb0-0a85ce931cf9', 'people name 1', 'people shown 1', 'coder', 'member', 'people password 1', 'people subject 1', 1.5);
INSERT INTO public.people VALUES ('58a86126-43b0-5fd3-b76e-0c0d2dfe84ef', 'people name 2', 'people shown 2', 'coder', 'member', 'people password 2', 'people subject 2', 2.5);
INSERT INTO public.sessions VALUES ('sessions hash 1', '231196af-f1d7-566b-9bb0-0a85ce931cf9', 1.5, 1.5);
INSERT INTO public.sessions VALUES ('sessions hash 2', '58a86126-43b0-5fd3-b76e-0c0d2dfe84ef', 2.5, 2.5);
INSERT INTO public.shares VALUES ('shares hash 1', 'ac524c8b-4bbe-553e-84e2-8ceeefd527ae', 1.5);
INSERT INTO public.shares VALUES ('shares hash 2', '8d41f080-243c-5ddb-9017-676008ac1ccc', 2.5);
INSERT INTO public.threads VALUES ('ac524c8b-4bbe-553e-84e2-8ceeefd527ae', '231196af-f1d7-566b-9bb0-0a85ce931cf9', 'threads title 1', true, 1.5, 1.5, '{}', '');
INSERT INTO public.threads VALUES ('8d41f080-243c-5ddb-9017-676008ac1ccc', '58a86126-43b0-5fd3-b76e-0c0d2dfe84ef', 'threads title 2', false, 2.5, 2.5, '{}', '');
INSERT INTO public.tokens VALUES ('d6fd4b43-520b-5d55-a3c2-ce3688d77cad', '231196af-f1d7-566b-9bb0-0a85ce931cf9', 'tokens name 1', 'read', 'tokens hash 1', 1.5, 1.5, 1.5);
INSERT INTO public.tokens VALUES ('9ec37749-cc5b-5685-b9ca-fb556a07f0ad', '58a86126-43b0-5fd3-b76e-0c0d2dfe84ef', 'tokens name 2', 'read', 'tokens hash 2', 2.5, 2.5, 2.5);
INSERT INTO public.usage VALUES ('usage subject 1', 'usage kind 1', 'usage day ', 1);
INSERT INTO public.usage VALUES ('usage subject 2', 'usage kind 2', 'usage day ', 2);
INSERT INTO public.used VALUES ('used subject 1', 'used kind 1', 'used day 1', 'used item 1');
INSERT INTO public.used VALUES ('used subject 2', 'used kind 2', 'used day 2', 'used item 2');
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT pk_attempts PRIMARY KEY (subject);
ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT pk_feedback PRIMARY KEY (id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT pk_messages PRIMARY KEY (id);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT pk_people PRIMARY KEY (id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT pk_sessions PRIMARY KEY (hash);
ALTER TABLE ONLY public.shares
    ADD CONSTRAINT pk_shares PRIMARY KEY (hash);
ALTER TABLE ONLY public.threads
    ADD CONSTRAINT pk_threads PRIMARY KEY (id);
ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT pk_tokens PRIMARY KEY (id);
ALTER TABLE ONLY public.usage
    ADD CONSTRAINT pk_usage PRIMARY KEY (subject, kind, day);
ALTER TABLE ONLY public.used
    ADD CONSTRAINT pk_used PRIMARY KEY (subject, kind, day, item);
ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT uq_feedback_message UNIQUE (message);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT uq_messages_thread UNIQUE (thread, "position");
ALTER TABLE ONLY public.people
    ADD CONSTRAINT uq_people_name UNIQUE (name);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT uq_people_subject UNIQUE (subject);
ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT uq_tokens_hash UNIQUE (hash);
CREATE INDEX ix_feedback_person ON public.feedback USING btree (person);
CREATE INDEX ix_sessions_expires ON public.sessions USING btree (expires);
CREATE INDEX ix_sessions_person ON public.sessions USING btree (person);
CREATE INDEX ix_shares_thread ON public.shares USING btree (thread);
CREATE INDEX ix_threads_person_changed ON public.threads USING btree (person, changed);
CREATE INDEX ix_tokens_person ON public.tokens USING btree (person);
CREATE INDEX ix_usage_day ON public.usage USING btree (day);
CREATE INDEX ix_used_day ON public.used USING btree (day);
ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT fk_feedback_message FOREIGN KEY (message) REFERENCES public.messages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT fk_feedback_person FOREIGN KEY (person) REFERENCES public.people(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT fk_messages_thread FOREIGN KEY (thread) REFERENCES public.threads(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT fk_sessions_person FOREIGN KEY (person) REFERENCES public.people(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.shares
    ADD CONSTRAINT fk_shares_thread FOREIGN KEY (thread) REFERENCES public.threads(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.threads
    ADD CONSTRAINT fk_threads_person FOREIGN KEY (person) REFERENCES public.people(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT fk_tokens_person FOREIGN KEY (person) REFERENCES public.people(id) ON DELETE CASCADE;
