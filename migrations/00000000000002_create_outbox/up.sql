-- Messages that wait to be delivered. The payload is JSON, encrypted by the application, since it holds codes.
-- All times are UTC.
CREATE TABLE inkan.outbox (
    id         uuid      NOT NULL,
    kind       text      NOT NULL,
    payload    bytea     NOT NULL,
    created_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    due_at     timestamp NOT NULL,
    attempts   integer   NOT NULL,
    CONSTRAINT outbox_pkey PRIMARY KEY (id)
);
CREATE INDEX outbox_due_at_idx ON inkan.outbox (due_at);
