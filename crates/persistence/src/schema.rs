//! The tables as `diesel` knows them. A test prints this file anew when it differs from a migrated database.

diesel::table! {
    audit_logs (id) {
        id -> Uuid,
        #[sql_name = "type"]
        type_ -> Varchar,
        error -> Nullable<Varchar>,
        meta_http_request_id -> Varchar,
        meta_source_ip -> Varchar,
        meta_user_agent -> Varchar,
        actor_user_id -> Nullable<Uuid>,
        actor_email -> Nullable<Varchar>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        details -> Nullable<Text>,
    }
}

diesel::table! {
    emails (id) {
        id -> Uuid,
        user_id -> Nullable<Uuid>,
        address -> Varchar,
        verified -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    flows (id) {
        id -> Uuid,
        version -> Int4,
        expires_at -> Timestamp,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        csrf_token -> Varchar,
        data -> Text,
    }
}

diesel::table! {
    identities (id) {
        id -> Uuid,
        provider_user_id -> Varchar,
        provider_id -> Varchar,
        data -> Nullable<Text>,
        email_id -> Nullable<Uuid>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        user_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    jwks (id) {
        id -> Int4,
        key_data -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    otp_secrets (id) {
        id -> Uuid,
        user_id -> Nullable<Uuid>,
        secret -> Nullable<Varchar>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    passcodes (id) {
        id -> Uuid,
        user_id -> Nullable<Uuid>,
        ttl -> Int4,
        code -> Varchar,
        try_count -> Int4,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        email_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    password_credentials (id) {
        id -> Uuid,
        user_id -> Uuid,
        password -> Varchar,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    primary_emails (id) {
        id -> Uuid,
        email_id -> Uuid,
        user_id -> Uuid,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    saml_certificates (id) {
        id -> Uuid,
        cert_data -> Text,
        cert_key -> Text,
        encryption_key -> Varchar,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    saml_identities (id) {
        id -> Uuid,
        identity_id -> Nullable<Uuid>,
        domain -> Nullable<Varchar>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    saml_idp_initiated_requests (id) {
        id -> Uuid,
        response_id -> Nullable<Varchar>,
        issuer -> Nullable<Varchar>,
        expires_at -> Nullable<Timestamp>,
        created_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    saml_states (id) {
        id -> Uuid,
        nonce -> Varchar,
        state -> Varchar,
        expires_at -> Timestamp,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    schema_migration (version) {
        version -> Varchar,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        user_id -> Nullable<Uuid>,
        user_agent -> Nullable<Varchar>,
        ip_address -> Nullable<Varchar>,
        expires_at -> Nullable<Timestamp>,
        last_used -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    tokens (id) {
        id -> Uuid,
        user_id -> Uuid,
        value -> Varchar,
        expires_at -> Timestamp,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        identity_id -> Nullable<Uuid>,
        is_flow -> Bool,
        user_created -> Bool,
        code_verifier -> Nullable<Varchar>,
        link_user -> Nullable<Bool>,
    }
}

diesel::table! {
    trusted_devices (id) {
        id -> Uuid,
        user_id -> Nullable<Uuid>,
        device_token -> Nullable<Varchar>,
        expires_at -> Timestamp,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    user_metadata (id) {
        id -> Uuid,
        user_id -> Uuid,
        public_metadata -> Nullable<Varchar>,
        private_metadata -> Nullable<Varchar>,
        unsafe_metadata -> Nullable<Varchar>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    usernames (id) {
        id -> Uuid,
        user_id -> Nullable<Uuid>,
        username -> Nullable<Varchar>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    users (id) {
        id -> Uuid,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        name -> Nullable<Varchar>,
        family_name -> Nullable<Varchar>,
        given_name -> Nullable<Varchar>,
        picture -> Nullable<Text>,
    }
}

diesel::table! {
    webauthn_credential_transports (id) {
        id -> Varchar,
        name -> Varchar,
        webauthn_credential_id -> Varchar,
    }
}

diesel::table! {
    webauthn_credential_user_handles (id) {
        id -> Uuid,
        user_id -> Nullable<Uuid>,
        handle -> Nullable<Varchar>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    webauthn_credentials (id) {
        id -> Varchar,
        user_id -> Uuid,
        public_key -> Text,
        attestation_type -> Varchar,
        aaguid -> Uuid,
        sign_count -> Int4,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        name -> Nullable<Varchar>,
        backup_eligible -> Bool,
        backup_state -> Bool,
        last_used_at -> Nullable<Timestamp>,
        mfa_only -> Bool,
        user_handle_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    webauthn_session_data (id) {
        id -> Uuid,
        challenge -> Varchar,
        user_id -> Uuid,
        user_verification -> Varchar,
        operation -> Varchar,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    webauthn_session_data_allowed_credentials (id) {
        id -> Uuid,
        credential_id -> Varchar,
        webauthn_session_data_id -> Uuid,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    webhook_events (id) {
        id -> Uuid,
        webhook_id -> Nullable<Uuid>,
        event -> Nullable<Varchar>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Uuid,
        callback -> Varchar,
        enabled -> Bool,
        failures -> Int4,
        expires_at -> Timestamp,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

/// Tables of our own.
pub(crate) mod inkan {
    diesel::table! {
        inkan.api_keys (id) {
            id -> Uuid,
            name -> Text,
            digest -> Bytea,
            scopes -> Array<Text>,
            created_at -> Timestamp,
            last_used_at -> Nullable<Timestamp>,
            expires_at -> Nullable<Timestamp>,
        }
    }

    diesel::table! {
        inkan.outbox (id) {
            id -> Uuid,
            kind -> Text,
            payload -> Bytea,
            created_at -> Timestamp,
            expires_at -> Timestamp,
            due_at -> Timestamp,
            attempts -> Int4,
        }
    }

    diesel::table! {
        inkan.rate_limits (key_hash) {
            key_hash -> Bytea,
            first_start_us -> Int8,
            window_start_us -> Int8,
            window_end_us -> Int8,
            used -> Int8,
        }
    }

    diesel::table! {
        inkan.session_status_seeds (seed) {
            seed -> Uuid,
        }
    }

    diesel::table! {
        inkan.session_statuses (number) {
            number -> Int8,
            session_id -> Nullable<Uuid>,
            seen_used -> Timestamp,
            expires_at -> Timestamp,
            collected_in -> Nullable<Int8>,
        }
    }

    diesel::table! {
        inkan.signing_keys (kid) {
            kid -> Text,
            jwk_id -> Nullable<Int4>,
            key_data -> Nullable<Text>,
            created_at -> Timestamp,
            signs_from -> Timestamp,
            retired_at -> Nullable<Timestamp>,
            gone_at -> Nullable<Timestamp>,
            is_compromised -> Bool,
        }
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    audit_logs,
    emails,
    flows,
    identities,
    jwks,
    otp_secrets,
    passcodes,
    password_credentials,
    primary_emails,
    saml_certificates,
    saml_identities,
    saml_idp_initiated_requests,
    saml_states,
    schema_migration,
    sessions,
    tokens,
    trusted_devices,
    user_metadata,
    usernames,
    users,
    webauthn_credential_transports,
    webauthn_credential_user_handles,
    webauthn_credentials,
    webauthn_session_data,
    webauthn_session_data_allowed_credentials,
    webhook_events,
    webhooks
);
