/** The tables, version by version. What stands here is never changed: a new version is a new entry at the end. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE studies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE trials (
    study INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    record TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT,
    until REAL,
    reason TEXT,
    host TEXT,
    process INTEGER,
    supervisor INTEGER,
    PRIMARY KEY (study, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX trials_by_revision ON trials (study, revision);
  CREATE INDEX trials_by_owner ON trials (study, owner) WHERE owner IS NOT NULL;
  CREATE TABLE kept (
    study INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (study, number)
  ) STRICT;

  CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL
  ) STRICT;
  CREATE TABLE events (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_by_run ON events (run, place);
  CREATE TABLE metrics (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    metric TEXT NOT NULL,
    last_step REAL NOT NULL,
    points BLOB NOT NULL
  ) STRICT;
  CREATE INDEX metrics_by_run ON metrics (run, place);
  CREATE TABLE artifacts (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (run, name)
  ) STRICT;
  `,
  // Values for trials to come.
  `
  CREATE TABLE enqueued (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    study INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX enqueued_by_study ON enqueued (study, place);
  `,
]
