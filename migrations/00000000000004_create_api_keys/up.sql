-- Keys of the admin API. Of a key, only its SHA-256 is kept: keys are random, so nothing slower is needed.
-- All times are UTC.
CREATE TABLE inkan.api_keys (
    id           uuid      NOT NULL,
    name         text      NOT NULL,
    digest       bytea     NOT NULL,
    scopes       text[]    NOT NULL,
    created_at   timestamp NOT NULL,
    last_used_at timestamp,
    expires_at   timestamp,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_name_key UNIQUE (name),
    CONSTRAINT api_keys_digest_key UNIQUE (digest)
);
