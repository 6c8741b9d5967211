import type { StatementCheck } from '#shared/contract/postgres.ts'
import type { CalledFunction, Name, StatementContents } from './contents.ts'

export type Warning = StatementCheck['warnings'][number]

/** Functions of one effect, by their names without schema. */
interface KnownEffect {
  names: string[]
  /** Names that begin so count too. */
  prefixes?: string[]
  /** Leaves the call out where its arguments make it harmless. */
  except?: (call: CalledFunction) => boolean
  /** Nothing stays: worth a word, no reason to ask. */
  harmless?: true
  warning: (called: string) => Warning
}

/**
 * What calls do that ROLLBACK does not take back, or that reach out of the database. Sources: the
 * volatile functions of pg_catalog in Postgres 12 to 18 and the manual's word on each. Most of these
 * can be called in a READ ONLY transaction as well.
 */
const knownEffects: KnownEffect[] = [
  {
    names: ['nextval', 'setval'],
    warning: (called) => ({
      title: 'Sequences stay where they are moved to',
      detail: `${called} moves a sequence. Sequences are outside of transactions: after the rollback the numbers stay used.`,
    }),
  },
  {
    names: [],
    prefixes: ['pg_advisory_', 'pg_try_advisory_'],
    warning: (called) => ({
      title: 'Advisory locks are really taken',
      detail: `${called} takes or frees a lock that others wait for. Rollback does not free a session's advisory locks; they are held until Pitwall's own connection ends, right after the run.`,
    }),
  },
  {
    names: ['pg_cancel_backend', 'pg_terminate_backend', 'pg_log_backend_memory_contexts'],
    warning: (called) => ({
      title: 'Other sessions are hit',
      detail: `${called} acts on other sessions at once, in a READ ONLY transaction too. Nothing takes it back.`,
    }),
  },
  {
    names: [
      'pg_reload_conf',
      'pg_rotate_logfile',
      'pg_promote',
      'pg_wal_replay_pause',
      'pg_wal_replay_resume',
      'pg_switch_wal',
      'pg_create_restore_point',
      'pg_backup_start',
      'pg_backup_stop',
      'pg_start_backup',
      'pg_stop_backup',
      'pg_log_standby_snapshot',
      'pg_prewarm',
    ],
    prefixes: ['pg_buffercache_evict'],
    warning: (called) => ({
      title: 'The server itself is changed',
      detail: `${called} acts on the whole server at once. Rollback does not take it back.`,
    }),
  },
  {
    names: ['lo_export', 'pg_file_write', 'pg_file_rename', 'pg_file_unlink', 'pg_file_sync'],
    warning: (called) => ({
      title: "Files of the server's machine are written",
      detail: `${called} writes to the server's disk. Rollback does not take it back.`,
    }),
  },
  {
    names: ['pg_read_file', 'pg_read_binary_file', 'pg_stat_file', 'lo_import'],
    prefixes: ['pg_ls_'],
    harmless: true,
    warning: (called) => ({
      title: "Files of the server's machine are read",
      detail: `${called} reads the server's disk, outside of the database.`,
    }),
  },
  {
    names: [
      'pg_create_physical_replication_slot',
      'pg_create_logical_replication_slot',
      'pg_copy_physical_replication_slot',
      'pg_copy_logical_replication_slot',
      'pg_drop_replication_slot',
      'pg_replication_slot_advance',
      'pg_logical_slot_get_changes',
      'pg_logical_slot_get_binary_changes',
      'pg_sync_replication_slots',
      'pg_logical_emit_message',
    ],
    prefixes: ['pg_replication_origin_'],
    warning: (called) => ({
      title: 'Replication is changed',
      detail: `${called} changes what replicas and subscribers get, at once. Rollback does not take it back.`,
    }),
  },
  {
    names: ['pg_stat_statements_reset', 'pg_stat_kcache_reset'],
    prefixes: ['pg_stat_reset'],
    warning: (called) => ({
      title: 'Statistics are thrown away',
      detail: `${called} empties counters that others read. Rollback does not bring them back.`,
    }),
  },
  {
    names: [],
    prefixes: ['dblink'],
    warning: (called) => ({
      title: 'Another server does part of the work',
      detail: `${called} runs SQL over a connection of its own, which commits by itself. Rollback here does not undo it there.`,
    }),
  },
  {
    names: ['set_config'],
    except: (call) => call.lastArgumentIsTrue,
    warning: (called) => ({
      title: 'A setting of the session is changed',
      detail: `${called} without is_local = true outlives a transaction that commits, and later parts of the statement run under it. Pitwall rolls back and ends its connection, but a pooler between could keep it.`,
    }),
  },
  {
    names: [
      'query_to_xml',
      'query_to_xmlschema',
      'query_to_xml_and_xmlschema',
      'cursor_to_xml',
      'ts_stat',
      'crosstab',
      'connectby',
    ],
    warning: (called) => ({
      title: 'SQL inside a text is run',
      detail: `${called} runs a query given as text. Pitwall cannot tell what that does.`,
    }),
  },
  {
    names: [
      'lo_creat',
      'lo_create',
      'lo_from_bytea',
      'lo_put',
      'lo_truncate',
      'lo_truncate64',
      'lo_unlink',
      'lowrite',
      'brin_desummarize_range',
      'brin_summarize_new_values',
      'brin_summarize_range',
      'gin_clean_pending_list',
      'pg_import_system_collations',
      'pg_clear_attribute_stats',
      'pg_clear_relation_stats',
      'pg_restore_attribute_stats',
      'pg_restore_relation_stats',
    ],
    warning: (called) => ({
      title: 'The call writes',
      detail: `${called} writes to the database. Dead rows and write-ahead log of it stay after the rollback.`,
    }),
  },
  {
    names: ['pg_notify'],
    harmless: true,
    warning: (called) => ({
      title: 'The notification is not sent',
      detail: `${called} sends at commit; Pitwall rolls back, so nobody hears it.`,
    }),
  },
]

/** What is to be said of the functions called, by their names. */
export function effectsOfCalls(calls: readonly CalledFunction[]): { warnings: Warning[]; readOnly: boolean } {
  const warnings: Warning[] = []
  let readOnly = true
  for (const effect of knownEffects) {
    const hits = calls.filter((call) => isOf(effect, call) && effect.except?.(call) !== true)
    if (hits.length === 0) continue
    warnings.push(effect.warning(listed(hits.map((call) => `${call.name}()`))))
    readOnly &&= effect.harmless === true
  }
  return { warnings, readOnly }
}

/** A function whose effects are in the table, good or bad: nobody needs to look closer. */
export function isKnownFunction(name: string): boolean {
  return knownEffects.some((effect) => isOf(effect, { name }))
}

/** What is to be said of the statement itself: what it writes, locks and creates. */
export function effectsOfStatement(contents: StatementContents): Warning[] {
  const warnings: Warning[] = []
  if (contents.writes.length > 0) {
    const tables = listed(contents.writes.map(({ relation }) => displayName(relation)))
    warnings.push({
      title: 'Dead rows and write-ahead log stay',
      detail: `With ANALYZE it really writes to ${tables} and is rolled back. Row versions it made stay as dead rows until vacuum, its write-ahead log goes to disk and replicas, and its row locks block others while it runs. Triggers run too, with whatever they do outside of the database.`,
    })
  }
  const inserts = contents.writes.filter(({ command }) => command === 'INSERT' || command === 'MERGE')
  if (inserts.length > 0) {
    warnings.push({
      title: 'Sequences stay where they are moved to',
      detail: `Where a column of ${listed(inserts.map(({ relation }) => displayName(relation)))} takes its value from a sequence (serial, identity, a default with nextval), the numbers drawn stay used after the rollback.`,
    })
  }
  if (contents.locksRows) {
    warnings.push({
      title: 'Rows are locked while it runs',
      detail:
        'FOR UPDATE or FOR SHARE locks each row it returns until the rollback, and writes the lock into the row: others wait, pages become dirty.',
    })
  }
  if (contents.creates) {
    warnings.push({
      title: 'A table is really made, then rolled back',
      detail: `With ANALYZE ${displayName(contents.creates)} is created and filled before the rollback removes it: disk space, write-ahead log and entries of the system catalogues are used.`,
    })
  }
  return warnings
}

/** `a`, `a and b`, `a, b and 3 more`; each once. */
export function listed(names: readonly string[]): string {
  const all = [...new Set(names)]
  if (all.length > 4) return `${all.slice(0, 3).join(', ')} and ${all.length - 3} more`
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}

export function displayName({ schema, name }: Name): string {
  return schema === undefined ? name : `${schema}.${name}`
}

function isOf(effect: KnownEffect, { name }: { name: string }): boolean {
  return effect.names.includes(name) || (effect.prefixes ?? []).some((prefix) => name.startsWith(prefix))
}
