-- The schema of the reference, Hanko v2.7.0, for an empty database. On a database that the reference made,
-- this migration is marked as done without running.
-- Names of constraints and indexes matter: the reference's own migrations address them.
-- All times are UTC.


-- ---------------------------------------------------------------- bookkeeping
CREATE TABLE public.schema_migration (
    version varchar(14) NOT NULL,
    CONSTRAINT schema_migration_pkey PRIMARY KEY (version)
);
CREATE UNIQUE INDEX schema_migration_version_idx ON public.schema_migration (version);

-- ------------------------------------------------------------------- accounts
CREATE TABLE public.users (
    id          uuid      NOT NULL,
    created_at  timestamp NOT NULL,
    updated_at  timestamp NOT NULL,
    name        varchar(255),
    family_name varchar(255),
    given_name  varchar(255),
    picture     text,
    CONSTRAINT users_pkey PRIMARY KEY (id)
);

CREATE TABLE public.usernames (
    id         uuid NOT NULL,
    user_id    uuid,
    username   varchar(255),
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    CONSTRAINT usernames_pkey PRIMARY KEY (id),
    CONSTRAINT usernames_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX usernames_user_id_idx  ON public.usernames (user_id);
CREATE UNIQUE INDEX usernames_username_idx ON public.usernames (username);

CREATE TABLE public.user_metadata (
    id               uuid NOT NULL,
    user_id          uuid NOT NULL,
    public_metadata  varchar(3000),
    private_metadata varchar(3000),
    unsafe_metadata  varchar(3000),
    created_at       timestamp NOT NULL,
    updated_at       timestamp NOT NULL,
    CONSTRAINT user_metadata_pkey PRIMARY KEY (id),
    CONSTRAINT user_metadata_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX user_metadata_user_id_idx ON public.user_metadata (user_id);

-- --------------------------------------------------------------------- emails
CREATE TABLE public.emails (
    id         uuid         NOT NULL,
    user_id    uuid,
    address    varchar(255) NOT NULL,
    verified   boolean      NOT NULL,
    created_at timestamp    NOT NULL,
    updated_at timestamp    NOT NULL,
    CONSTRAINT emails_pkey PRIMARY KEY (id),
    CONSTRAINT emails_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX emails_address_idx ON public.emails (address);

CREATE TABLE public.primary_emails (
    id         uuid      NOT NULL,
    email_id   uuid      NOT NULL,
    user_id    uuid      NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    CONSTRAINT primary_emails_pkey PRIMARY KEY (id),
    CONSTRAINT primary_emails_email_id_fkey FOREIGN KEY (email_id)
        REFERENCES public.emails (id) ON UPDATE CASCADE ON DELETE RESTRICT,
    CONSTRAINT primary_emails_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX primary_emails_email_id_idx ON public.primary_emails (email_id);
CREATE UNIQUE INDEX primary_emails_user_id_idx  ON public.primary_emails (user_id);

-- ---------------------------------------------------------------- credentials
CREATE TABLE public.passcodes (
    id         uuid         NOT NULL,
    user_id    uuid,
    ttl        integer      NOT NULL,
    code       varchar(255) NOT NULL,
    try_count  integer      NOT NULL,
    created_at timestamp    NOT NULL,
    updated_at timestamp    NOT NULL,
    email_id   uuid,
    CONSTRAINT passcodes_pkey PRIMARY KEY (id),
    CONSTRAINT passcodes_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT passcodes_emails_id_fk FOREIGN KEY (email_id)
        REFERENCES public.emails (id) ON UPDATE CASCADE ON DELETE CASCADE
);

CREATE TABLE public.password_credentials (
    id         uuid         NOT NULL,
    user_id    uuid         NOT NULL,
    password   varchar(255) NOT NULL,
    created_at timestamp    NOT NULL,
    updated_at timestamp    NOT NULL,
    CONSTRAINT password_credentials_pkey PRIMARY KEY (id),
    CONSTRAINT password_credentials_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX password_credentials_user_id_idx ON public.password_credentials (user_id);

CREATE TABLE public.otp_secrets (
    id         uuid NOT NULL,
    user_id    uuid,
    secret     varchar(255),
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    CONSTRAINT otp_secrets_pkey PRIMARY KEY (id),
    CONSTRAINT otp_secrets_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX otp_secrets_user_id_idx ON public.otp_secrets (user_id);

CREATE TABLE public.webauthn_credential_user_handles (
    id         uuid NOT NULL,
    user_id    uuid,
    handle     varchar(255),
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    CONSTRAINT webauthn_credential_user_handles_pkey PRIMARY KEY (id),
    CONSTRAINT webauthn_credential_user_handles_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX webauthn_credential_user_handles_handle_idx
    ON public.webauthn_credential_user_handles (handle);
CREATE UNIQUE INDEX webauthn_credential_user_handles_id_user_id_idx
    ON public.webauthn_credential_user_handles (id, user_id);

CREATE TABLE public.webauthn_credentials (
    id               varchar(255) NOT NULL,
    user_id          uuid         NOT NULL,
    public_key       text         NOT NULL,
    attestation_type varchar(255) NOT NULL,
    aaguid           uuid         NOT NULL,
    sign_count       integer      NOT NULL,
    created_at       timestamp    NOT NULL,
    updated_at       timestamp    NOT NULL,
    name             varchar(255),
    backup_eligible  boolean      NOT NULL DEFAULT false,
    backup_state     boolean      NOT NULL DEFAULT false,
    last_used_at     timestamp,
    mfa_only         boolean      NOT NULL DEFAULT false,
    user_handle_id   uuid,
    CONSTRAINT webauthn_credentials_pkey PRIMARY KEY (id),
    CONSTRAINT webauthn_credentials_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT webauthn_credentials_webauthn_credential_user_handles_id_fk
        FOREIGN KEY (user_handle_id)
        REFERENCES public.webauthn_credential_user_handles (id)
        ON UPDATE CASCADE ON DELETE SET NULL,
    CONSTRAINT webauthn_credential_user_handle_fkey
        FOREIGN KEY (user_handle_id, user_id)
        REFERENCES public.webauthn_credential_user_handles (id, user_id)
        ON UPDATE CASCADE
);

CREATE TABLE public.webauthn_credential_transports (
    id                     varchar(255) NOT NULL,
    name                   varchar(255) NOT NULL,
    webauthn_credential_id varchar(255) NOT NULL,
    CONSTRAINT webauthn_credential_transports_pkey PRIMARY KEY (id),
    CONSTRAINT webauthn_credential_transports_webauthn_credential_id_fkey
        FOREIGN KEY (webauthn_credential_id)
        REFERENCES public.webauthn_credentials (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX webauthn_credential_transports_name_webauthn_credential_id_idx
    ON public.webauthn_credential_transports (name, webauthn_credential_id);

CREATE TABLE public.webauthn_session_data (
    id                uuid         NOT NULL,
    challenge         varchar(255) NOT NULL,
    user_id           uuid         NOT NULL,
    user_verification varchar(255) NOT NULL,
    operation         varchar(255) NOT NULL,
    created_at        timestamp    NOT NULL,
    updated_at        timestamp    NOT NULL,
    expires_at        timestamp,
    CONSTRAINT webauthn_session_data_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX webauthn_session_data_challenge_idx ON public.webauthn_session_data (challenge);

CREATE TABLE public.webauthn_session_data_allowed_credentials (
    id                       uuid         NOT NULL,
    credential_id            varchar(255) NOT NULL,
    webauthn_session_data_id uuid         NOT NULL,
    created_at               timestamp    NOT NULL,
    updated_at               timestamp    NOT NULL,
    CONSTRAINT webauthn_session_data_allowed_credentials_pkey PRIMARY KEY (id),
    CONSTRAINT webauthn_session_data_allowed_cre_webauthn_session_data_id_fkey
        FOREIGN KEY (webauthn_session_data_id)
        REFERENCES public.webauthn_session_data (id) ON UPDATE CASCADE ON DELETE CASCADE
);

-- --------------------------------------------------- sessions, keys, devices
CREATE TABLE public.jwks (
    id         serial    NOT NULL,
    key_data   text      NOT NULL,
    created_at timestamp NOT NULL,
    CONSTRAINT jwks_pkey PRIMARY KEY (id)
);

CREATE TABLE public.sessions (
    id         uuid NOT NULL,
    user_id    uuid,
    user_agent varchar(255),
    ip_address varchar(255),
    expires_at timestamp,
    last_used  timestamp,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE
);

CREATE TABLE public.trusted_devices (
    id           uuid NOT NULL,
    user_id      uuid,
    device_token varchar(128),
    expires_at   timestamp NOT NULL,
    created_at   timestamp NOT NULL,
    updated_at   timestamp NOT NULL,
    CONSTRAINT trusted_devices_pkey PRIMARY KEY (id),
    CONSTRAINT trusted_devices_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX trusted_devices_device_token_idx ON public.trusted_devices (device_token);

CREATE TABLE public.flows (
    id         uuid        NOT NULL,
    version    integer     NOT NULL,
    expires_at timestamp   NOT NULL,
    created_at timestamp   NOT NULL,
    updated_at timestamp   NOT NULL,
    csrf_token varchar(32) NOT NULL,
    data       text        NOT NULL,
    CONSTRAINT flows_pkey PRIMARY KEY (id)
);

-- ------------------------------------------------ third party and SAML login
CREATE TABLE public.identities (
    id               uuid         NOT NULL,
    provider_user_id varchar(255) NOT NULL,
    provider_id      varchar(255) NOT NULL,
    data             text,
    email_id         uuid,
    created_at       timestamp    NOT NULL,
    updated_at       timestamp    NOT NULL,
    user_id          uuid,
    CONSTRAINT identities_pkey PRIMARY KEY (id),
    CONSTRAINT identities_email_id_fkey FOREIGN KEY (email_id)
        REFERENCES public.emails (id) ON DELETE CASCADE,
    CONSTRAINT identities_users_id_fk FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX identities_provider_user_id_provider_id_idx
    ON public.identities (provider_user_id, provider_id);

CREATE TABLE public.tokens (
    id            uuid         NOT NULL,
    user_id       uuid         NOT NULL,
    value         varchar(255) NOT NULL,
    expires_at    timestamp    NOT NULL,
    created_at    timestamp    NOT NULL,
    updated_at    timestamp    NOT NULL,
    identity_id   uuid,
    is_flow       boolean      NOT NULL DEFAULT false,
    user_created  boolean      NOT NULL DEFAULT false,
    code_verifier varchar(255),
    link_user     boolean      DEFAULT false,
    CONSTRAINT tokens_pkey PRIMARY KEY (id),
    CONSTRAINT tokens_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES public.users (id) ON DELETE CASCADE,
    CONSTRAINT tokens_identities_id_fk FOREIGN KEY (identity_id)
        REFERENCES public.identities (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX tokens_value_idx ON public.tokens (value);

CREATE TABLE public.saml_identities (
    id          uuid NOT NULL,
    identity_id uuid,
    domain      varchar(255),
    created_at  timestamp NOT NULL,
    updated_at  timestamp NOT NULL,
    CONSTRAINT saml_identities_pkey PRIMARY KEY (id),
    CONSTRAINT saml_identities_identity_id_fkey FOREIGN KEY (identity_id)
        REFERENCES public.identities (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX saml_identities_identity_id_domain_idx ON public.saml_identities (identity_id, domain);

CREATE TABLE public.saml_states (
    id         uuid         NOT NULL,
    nonce      varchar(255) NOT NULL,
    state      varchar(500) NOT NULL,
    expires_at timestamp    NOT NULL,
    created_at timestamp    NOT NULL,
    updated_at timestamp    NOT NULL,
    CONSTRAINT saml_states_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX saml_states_nonce_idx ON public.saml_states (nonce);

CREATE TABLE public.saml_certificates (
    id             uuid         NOT NULL,
    cert_data      text         NOT NULL,
    cert_key       text         NOT NULL,
    encryption_key varchar(255) NOT NULL,
    created_at     timestamp    NOT NULL,
    updated_at     timestamp    NOT NULL,
    CONSTRAINT saml_certificates_pkey PRIMARY KEY (id)
);

CREATE TABLE public.saml_idp_initiated_requests (
    id          uuid NOT NULL,
    response_id varchar(255),
    issuer      varchar(255),
    expires_at  timestamp,
    created_at  timestamp,
    CONSTRAINT saml_idp_initiated_requests_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX saml_idp_initiated_requests_response_id_issuer_idx
    ON public.saml_idp_initiated_requests (response_id, issuer);

-- ----------------------------------------------------------------- operations
CREATE TABLE public.audit_logs (
    id                   uuid         NOT NULL,
    type                 varchar(255) NOT NULL,
    error                varchar(255),
    meta_http_request_id varchar(255) NOT NULL,
    meta_source_ip       varchar(255) NOT NULL,
    meta_user_agent      varchar(255) NOT NULL,
    actor_user_id        uuid,
    actor_email          varchar(255),
    created_at           timestamp    NOT NULL,
    updated_at           timestamp    NOT NULL,
    details              text,
    CONSTRAINT audit_logs_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_logs_type_idx                 ON public.audit_logs (type);
CREATE INDEX audit_logs_actor_user_id_idx        ON public.audit_logs (actor_user_id);
CREATE INDEX audit_logs_actor_email_idx          ON public.audit_logs (actor_email);
CREATE INDEX audit_logs_meta_http_request_id_idx ON public.audit_logs (meta_http_request_id);
CREATE INDEX audit_logs_meta_source_ip_idx       ON public.audit_logs (meta_source_ip);

CREATE TABLE public.webhooks (
    id         uuid         NOT NULL,
    callback   varchar(255) NOT NULL,
    enabled    boolean      NOT NULL DEFAULT true,
    failures   integer      NOT NULL DEFAULT 0,
    expires_at timestamp    NOT NULL,
    created_at timestamp    NOT NULL,
    updated_at timestamp    NOT NULL,
    CONSTRAINT webhooks_pkey PRIMARY KEY (id)
);

CREATE TABLE public.webhook_events (
    id         uuid NOT NULL,
    webhook_id uuid,
    event      varchar(255),
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    CONSTRAINT webhook_events_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_events_webhook_id_fkey FOREIGN KEY (webhook_id)
        REFERENCES public.webhooks (id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX webhook_events_webhook_id_event_idx ON public.webhook_events (webhook_id, event);

-- The 48 migration versions that a v2.7.0 database has recorded. They are
-- written here so that the reference accepts a database made by this file.
INSERT INTO public.schema_migration (version) VALUES
    ('20220405153240'), ('20220405153750'), ('20220405154240'), ('20220405154750'),
    ('20220405155120'), ('20220413152500'), ('20220425122015'), ('20220711121022'),
    ('20220818111000'), ('20221027104800'), ('20221027104900'), ('20221027123530'),
    ('20221222134900'), ('20230112152816'), ('20230206102000'), ('20230222114100'),
    ('20230317114334'), ('20230801124808'), ('20230810173315'), ('20230905102601'),
    ('20230915111552'), ('20231012141100'), ('20231013113800'), ('20240108094151'),
    ('20240108094210'), ('20240207150616'), ('20240530122100'), ('20240530145724'),
    ('20240612122326'), ('20240717020131'), ('20240717020707'), ('20240723171257'),
    ('20240723173648'), ('20240826132046'), ('20240826133417'), ('20241002113000'),
    ('20241106171500'), ('20241112181011'), ('20241118114500'), ('20250130154010'),
    ('20250130170131'), ('20250210095906'), ('20250313160348'), ('20250414165334'),
    ('20251002113000'), ('20251104000000'), ('20251119000000'), ('20260204151021');

