CREATE TABLE document (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  serving INTEGER,   -- the version that searches find; NULL = none yet
  pending INTEGER    -- the version that is to take its place; NULL = none
);

CREATE TABLE version (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  title TEXT,
  metadata TEXT NOT NULL,
  source BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  characters INTEGER NOT NULL
);

CREATE INDEX version_document ON version (document);

CREATE TABLE generation (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  model TEXT NOT NULL,
  dimensions INTEGER,
  max_tokens INTEGER NOT NULL,
  overlap_tokens INTEGER NOT NULL,
  by_structure INTEGER NOT NULL,
  serving INTEGER NOT NULL
);

-- A version that a generation holds whole, or could not take.
CREATE TABLE indexed (
  generation INTEGER NOT NULL,
  version INTEGER NOT NULL,
  chunks INTEGER NOT NULL,
  error TEXT,
  PRIMARY KEY (generation, version)
) WITHOUT ROWID;

PRAGMA user_version = 1;
