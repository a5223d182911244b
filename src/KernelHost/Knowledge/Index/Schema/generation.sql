CREATE TABLE chunk_{g} (
  slot INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL
);

CREATE UNIQUE INDEX chunk_{g}_version ON chunk_{g} (version, number);

CREATE VIRTUAL TABLE words_{g} USING fts5(title, heading, text, content='', tokenize='porter unicode61 remove_diacritics 2');
