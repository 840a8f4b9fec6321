# syntax=docker/dockerfile:1
# Builder and final image are both Debian 12: the binary links glibc dynamically, OpenSSL and libpq statically.

FROM rust:1-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make perl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked -p inkan-app \
    && cp target/release/inkan /inkan

FROM gcr.io/distroless/cc-debian12:nonroot
LABEL org.opencontainers.image.title="Inkan" \
      org.opencontainers.image.description="Authentication server with the REST API of Hanko" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /inkan /inkan
COPY LICENSE-MIT LICENSE-APACHE /licenses/
# 65532 is the image's user `nonroot`; a number lets Kubernetes check runAsNonRoot.
USER 65532:65532
EXPOSE 8000 8001
STOPSIGNAL SIGTERM
# Reads the same configuration as the server: with a file, mount it at /config/config.yaml.
WORKDIR /
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["/inkan", "isready", "public"]
ENTRYPOINT ["/inkan"]
CMD ["serve", "all"]
