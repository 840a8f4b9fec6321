-- Counters of requests in fixed windows, by the SHA-256 of their keys. Times are microseconds since 1970 in UTC,
-- so that windows are whole numbers. Not logged: losing counters in a crash does no harm, writing them twice does.
CREATE UNLOGGED TABLE inkan.rate_limits (
    key_hash        bytea  NOT NULL,
    first_start_us  bigint NOT NULL,
    window_start_us bigint NOT NULL,
    window_end_us   bigint NOT NULL,
    used            bigint NOT NULL,
    CONSTRAINT rate_limits_pkey PRIMARY KEY (key_hash)
) WITH (fillfactor = 50);
