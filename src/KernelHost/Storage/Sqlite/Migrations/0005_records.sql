-- What rooms keep as JSON: assistants, rubrics, jobs… A parent is "kind/id" of a record of the same organisation. Times are milliseconds since 1970 UTC.
CREATE TABLE records (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id TEXT    NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    kind            TEXT    NOT NULL,
    id              TEXT    NOT NULL,
    parent          TEXT,
    revision        INTEGER NOT NULL,
    json            TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    UNIQUE (organization_id, kind, id)
);

CREATE INDEX records_of_kind ON records (kind, organization_id, number);

CREATE INDEX records_of_parent ON records (organization_id, parent, number) WHERE parent IS NOT NULL;
