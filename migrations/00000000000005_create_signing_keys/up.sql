-- The plan of signing keys that Inkan made by rotation, and what is kept of keys that are gone. A key in public.jwks
-- without a row here signs from its making, as the reference has it. Which key signs follows from the times alone.
-- A key that the reference could not use is kept here instead of in public.jwks. All times are UTC.
CREATE TABLE inkan.signing_keys (
    kid            text      NOT NULL,
    jwk_id         integer,
    key_data       text,
    created_at     timestamp NOT NULL,
    signs_from     timestamp NOT NULL,
    retired_at     timestamp,
    gone_at        timestamp,
    is_compromised boolean   NOT NULL DEFAULT false,
    CONSTRAINT signing_keys_pkey PRIMARY KEY (kid),
    CONSTRAINT signing_keys_place_check CHECK (gone_at IS NOT NULL OR (jwk_id IS NULL) <> (key_data IS NULL)),
    CONSTRAINT signing_keys_gone_check CHECK (gone_at IS NULL OR (key_data IS NULL AND retired_at IS NOT NULL))
);

-- A number in public.jwks may be used again after its key is gone.
CREATE UNIQUE INDEX signing_keys_jwk_id_key ON inkan.signing_keys (jwk_id) WHERE gone_at IS NULL;
