import type { DatabaseSync } from 'node:sqlite'

/**
 * Every step the tables ever took, in order. A step that has been released is never edited: a change
 * is a new step at the end. `user_version` holds the number of steps done.
 */
const migrations: readonly { name: string; sql: string }[] = [
  {
    name: 'environments, targets and settings',
    sql: `
      CREATE TABLE environments (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        guard TEXT NOT NULL,
        origin TEXT NOT NULL,
        position INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE targets (
        id TEXT PRIMARY KEY,
        environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        address TEXT NOT NULL,
        secret_kind TEXT NOT NULL,
        secret_variable TEXT,
        secret_blob BLOB,
        position INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX targets_environment ON targets (environment_id, position);
      CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT;
    `,
  },
  {
    name: 'the ledger of changes',
    sql: `
      CREATE TABLE changes (
        id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        who TEXT NOT NULL,
        target_id TEXT,
        target_name TEXT NOT NULL,
        address TEXT NOT NULL,
        environment_name TEXT NOT NULL,
        guard TEXT NOT NULL,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        sql TEXT NOT NULL
      ) STRICT;
      CREATE TABLE change_events (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        change_id TEXT NOT NULL REFERENCES changes (id),
        at INTEGER NOT NULL,
        status TEXT NOT NULL,
        message TEXT NOT NULL,
        data TEXT NOT NULL,
        proof TEXT
      ) STRICT;
      CREATE INDEX change_events_change ON change_events (change_id, number);
      CREATE TRIGGER changes_no_update BEFORE UPDATE ON changes
        BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END;
      CREATE TRIGGER changes_no_delete BEFORE DELETE ON changes
        BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END;
      CREATE TRIGGER change_events_no_update BEFORE UPDATE ON change_events
        BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END;
      CREATE TRIGGER change_events_no_delete BEFORE DELETE ON change_events
        BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END;
      CREATE TABLE change_workers (
        change_id TEXT PRIMARY KEY REFERENCES changes (id),
        instance TEXT NOT NULL,
        host TEXT NOT NULL,
        pid INTEGER NOT NULL,
        seen_at INTEGER NOT NULL
      ) STRICT;
    `,
  },
  {
    name: 'sizes seen at each check-up',
    sql: `
      CREATE TABLE size_records (
        id INTEGER PRIMARY KEY,
        database TEXT NOT NULL,
        at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX size_records_database ON size_records (database, at);
      CREATE TABLE sizes (
        record_id INTEGER NOT NULL REFERENCES size_records (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        value REAL NOT NULL,
        PRIMARY KEY (record_id, kind, name)
      ) STRICT, WITHOUT ROWID;
    `,
  },
]

/** How many steps this version of Pitwall knows. */
export const schemaVersion = migrations.length

/** The tables there are when every step is done. */
export const tables: readonly string[] = [
  'environments',
  'targets',
  'settings',
  'changes',
  'change_events',
  'change_workers',
  'size_records',
  'sizes',
]

/** The steps the file has taken; a number above {@link schemaVersion} is a newer Pitwall's. */
export function storedVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}

/**
 * Takes the missing steps, each in a transaction of its own with its number: a step happens wholly
 * or not at all. Two workbenches may start at once, so the number is read again under the lock.
 */
export function migrate(database: DatabaseSync): void {
  for (const [index, { sql }] of migrations.entries()) {
    const version = index + 1
    if (storedVersion(database) >= version) continue
    database.exec('BEGIN IMMEDIATE')
    try {
      if (storedVersion(database) < version) {
        database.exec(sql)
        database.exec(`PRAGMA user_version = ${version}`)
      }
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
}
