-- Every entry is chained to the one before it of its organisation by a SHA-256; numbers come from audit_total, in the change's own transaction.
DROP TRIGGER audit_is_not_changed;
DROP TRIGGER audit_is_not_removed;
DROP INDEX audit_of_organization;
ALTER TABLE audit RENAME TO audit_before_chains;

CREATE TABLE audit (
    id            INTEGER PRIMARY KEY,
    sequence      INTEGER NOT NULL,
    time          INTEGER NOT NULL,
    kind          TEXT    NOT NULL,
    actor_key     TEXT,
    actor_role    TEXT    NOT NULL,
    address       TEXT,
    organization  TEXT    NOT NULL,
    subject       TEXT    NOT NULL,
    data          TEXT    NOT NULL,
    previous_hash BLOB    NOT NULL,
    hash          BLOB    NOT NULL
);

CREATE UNIQUE INDEX audit_chain ON audit (organization, sequence);

-- Each ends with the rowid: newest first within one organisation, actor, kind or subject is read off an index.
CREATE INDEX audit_of_organization ON audit (organization);
CREATE INDEX audit_of_organization_by_time ON audit (organization, time);
CREATE INDEX audit_of_actor ON audit (actor_key, time);
CREATE INDEX audit_of_kind ON audit (kind, time);
CREATE INDEX audit_of_subject ON audit (subject, time);
CREATE INDEX audit_by_time ON audit (time);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- The end of each chain and of the whole log, sealed with a key that is not in the database.
CREATE TABLE audit_heads (
    organization TEXT    NOT NULL PRIMARY KEY,
    sequence     INTEGER NOT NULL,
    hash         BLOB    NOT NULL,
    seal         BLOB    NOT NULL
);

CREATE TABLE audit_total (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    entries INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    seal    BLOB    NOT NULL
);

CREATE TRIGGER audit_heads_are_not_removed BEFORE DELETE ON audit_heads BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_total_is_not_removed BEFORE DELETE ON audit_total BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
