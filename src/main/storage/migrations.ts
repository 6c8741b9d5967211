import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from './transaction.ts'

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
  {
    name: 'recordings and history of statements',
    sql: `
      CREATE TABLE statement_recordings (
        id TEXT PRIMARY KEY,
        target_id TEXT NOT NULL REFERENCES targets (id) ON DELETE CASCADE,
        server TEXT NOT NULL,
        label TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        ended_at INTEGER,
        -- What is known of the server at the start; at the end, what the window shows.
        state TEXT NOT NULL
      ) STRICT;
      CREATE INDEX statement_recordings_target ON statement_recordings (target_id, started_at);
      CREATE TABLE statement_recording_entries (
        recording_id TEXT NOT NULL REFERENCES statement_recordings (id) ON DELETE CASCADE,
        statement_id TEXT NOT NULL,
        entry TEXT NOT NULL,
        PRIMARY KEY (recording_id, statement_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE statement_moments (
        id INTEGER PRIMARY KEY,
        target_id TEXT NOT NULL REFERENCES targets (id) ON DELETE CASCADE,
        server TEXT NOT NULL,
        at INTEGER NOT NULL,
        reset TEXT
      ) STRICT;
      CREATE INDEX statement_moments_target ON statement_moments (target_id, at);
      CREATE TABLE statement_names (
        id INTEGER PRIMARY KEY,
        target_id TEXT NOT NULL REFERENCES targets (id) ON DELETE CASCADE,
        statement_id TEXT NOT NULL,
        UNIQUE (target_id, statement_id)
      ) STRICT;
      -- Only of statements that ran since the moment before.
      CREATE TABLE statement_counters (
        name_id INTEGER NOT NULL REFERENCES statement_names (id) ON DELETE CASCADE,
        moment_id INTEGER NOT NULL REFERENCES statement_moments (id) ON DELETE CASCADE,
        calls INTEGER NOT NULL,
        total_ms REAL NOT NULL,
        rows INTEGER NOT NULL,
        blocks INTEGER NOT NULL,
        stats_since TEXT,
        PRIMARY KEY (name_id, moment_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX statement_counters_moment ON statement_counters (moment_id);
    `,
  },
  {
    name: 'tables of TTL policies',
    sql: `
      CREATE TABLE ttl_policies (
        target_id TEXT NOT NULL REFERENCES targets (id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        position INTEGER NOT NULL,
        pattern TEXT NOT NULL,
        -- Null: the keys are meant to stay.
        ttl_seconds INTEGER,
        jitter_percent REAL NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (target_id, id)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'traces',
    sql: `
      CREATE TABLE traces (
        id TEXT PRIMARY KEY,
        -- Null for one that was read from a file, and once the target is gone.
        target_id TEXT REFERENCES targets (id) ON DELETE SET NULL,
        at REAL NOT NULL,
        file TEXT NOT NULL UNIQUE,
        -- The file is Pitwall's own, and goes with the trace.
        owned INTEGER NOT NULL,
        -- Of the file when it was summed up.
        file_bytes INTEGER NOT NULL,
        file_changed_at REAL NOT NULL,
        head TEXT NOT NULL,
        summary TEXT NOT NULL
      ) STRICT;
      CREATE INDEX traces_target ON traces (target_id, at);
    `,
  },
  {
    name: 'keyspace analyses',
    sql: `
      -- The last ones of each Redis, as JSON compressed with gzip.
      CREATE TABLE keyspace_analyses (
        id TEXT PRIMARY KEY,
        target_id TEXT NOT NULL REFERENCES targets (id) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        head TEXT NOT NULL,
        analysis BLOB NOT NULL
      ) STRICT;
      CREATE INDEX keyspace_analyses_target ON keyspace_analyses (target_id, at);
    `,
  },
  {
    name: 'kept profiles',
    sql: `
      CREATE TABLE profiles (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        format TEXT NOT NULL,
        at REAL NOT NULL,
        duration_ms REAL NOT NULL,
        file_bytes INTEGER NOT NULL,
        -- Its name in the folder of profiles.
        file TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        -- Null for a process that is no target, and once the target is gone.
        target_id TEXT REFERENCES targets (id) ON DELETE SET NULL,
        settings TEXT NOT NULL
      ) STRICT;
      CREATE INDEX profiles_at ON profiles (at);
      CREATE INDEX profiles_target ON profiles (target_id);
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
  'statement_recordings',
  'statement_recording_entries',
  'statement_moments',
  'statement_names',
  'statement_counters',
  'ttl_policies',
  'traces',
  'keyspace_analyses',
  'profiles',
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
    inTransaction(database, () => {
      if (storedVersion(database) >= version) return
      database.exec(sql)
      database.exec(`PRAGMA user_version = ${version}`)
    })
  }
}
