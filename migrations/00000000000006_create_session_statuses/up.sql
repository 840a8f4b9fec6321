-- Places of sessions in the status lists; only deployments that switch these on have rows here. `number` is the list
-- in front of the 20 bits of the index. The foreign key empties `session_id` when the session goes, whoever removes
-- it: that is how an end is known. `collected_in` is the transaction that noticed it, so that readers find what is new
-- without reading the rest. `seen_used` is the last use of the session when it was last looked at. All times are UTC.
CREATE TABLE inkan.session_statuses (
    number       bigint    NOT NULL,
    session_id   uuid,
    seen_used    timestamp NOT NULL,
    expires_at   timestamp NOT NULL,
    collected_in bigint,
    CONSTRAINT session_statuses_pkey PRIMARY KEY (number),
    CONSTRAINT session_statuses_session_id_fkey FOREIGN KEY (session_id)
        REFERENCES public.sessions (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX session_statuses_session_id_idx ON inkan.session_statuses (session_id)
    WHERE session_id IS NOT NULL;
CREATE INDEX session_statuses_seen_used_idx ON inkan.session_statuses (seen_used) WHERE session_id IS NOT NULL;
CREATE INDEX session_statuses_ended_idx ON inkan.session_statuses (collected_in) INCLUDE (number)
    WHERE session_id IS NULL;
CREATE INDEX session_statuses_expires_at_idx ON inkan.session_statuses (expires_at);

-- How many places were drawn, and the secret by which they are shuffled: it must never change while there are places.
CREATE SEQUENCE inkan.session_status_numbers MINVALUE 0;
CREATE TABLE inkan.session_status_seeds (
    seed uuid NOT NULL,
    CONSTRAINT session_status_seeds_pkey PRIMARY KEY (seed)
);
INSERT INTO inkan.session_status_seeds VALUES (gen_random_uuid());
