-- Times are milliseconds since 1970 UTC. Ids of organisations are GUIDs as text.
CREATE TABLE organizations (
    id         TEXT    NOT NULL PRIMARY KEY,
    slug       TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    status     TEXT    NOT NULL CHECK (status IN ('Active', 'Suspended', 'Deleted')),
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

-- The config is JSON without secrets; the secrets are beside it, encrypted as one piece.
CREATE TABLE config_versions (
    organization_id TEXT    NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    version         INTEGER NOT NULL,
    config          TEXT    NOT NULL,
    secrets         BLOB,
    kind            TEXT    NOT NULL,
    actor_key       TEXT,
    actor_role      TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (organization_id, version)
);

-- Only the SHA-256 of a key is kept. A revoked key is removed; the audit log remembers it.
CREATE TABLE api_keys (
    id              TEXT    NOT NULL PRIMARY KEY,
    organization_id TEXT    NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name            TEXT    NOT NULL,
    role            TEXT    NOT NULL,
    subject         TEXT,
    setup           TEXT,
    models          TEXT,
    hash            BLOB    NOT NULL UNIQUE,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER
);

CREATE INDEX api_keys_of_organization ON api_keys (organization_id);

CREATE TABLE audit (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    time         INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    actor_key    TEXT,
    actor_role   TEXT    NOT NULL,
    organization TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    data         TEXT    NOT NULL
);

CREATE INDEX audit_of_organization ON audit (organization, id);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
