import type { Limitation, Proposal } from '#shared/contract/finding.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { Host, ServerFacts } from './read/server-facts.ts'

/** Why pg_stat_statements cannot be read at all, and how to get it; undefined where it seems it can. */
export function whyNotReadable(facts: ServerFacts): Limitation | undefined {
  if (facts.extension && facts.loaded) return undefined
  const consequence = 'Only what is seen running now is listed.'
  if (facts.loaded) {
    const create = facts.available && !facts.standby ? [createExtension] : []
    return {
      message: `The extension pg_stat_statements runs in the server, but is not created in this database. ${consequence}`,
      hint: facts.standby
        ? 'This server is a standby: create the extension on the primary (CREATE EXTENSION pg_stat_statements), from where it comes here.'
        : facts.mayCreate
          ? 'Create it; it locks nothing and can be dropped again.'
          : 'Ask a role with CREATE on this database for: CREATE EXTENSION pg_stat_statements.',
      proposals: facts.mayCreate ? create : [],
    }
  }
  if (facts.host !== 'self') {
    return {
      message: `The server does not load pg_stat_statements. ${consequence}`,
      hint: whereToSwitchOn[facts.host],
      proposals: [],
    }
  }
  if (!facts.available) {
    return {
      message: `pg_stat_statements is not installed on the server's machine. ${consequence}`,
      hint: "It comes with Postgres' contrib package (postgresql-contrib on Red Hat; part of postgresql on Debian). Install it, add it to shared_preload_libraries and restart the server.",
      proposals: [],
    }
  }
  const preload = preloadWith(facts.preloaded)
  return {
    message: `The server does not load pg_stat_statements: it is not in shared_preload_libraries. ${consequence}`,
    hint:
      facts.superuser && preload
        ? 'Add it, then restart the server: only a restart loads it. Until then nothing changes. Afterwards create the extension in this database.'
        : `Have a superuser run: ${preload ?? "ALTER SYSTEM SET shared_preload_libraries = '(what is there already), pg_stat_statements'"}; then restart the server, and create the extension in this database.`,
    proposals:
      facts.superuser && preload
        ? [{ title: 'Load pg_stat_statements at the next start', sql: preload }]
        : [],
  }
}

const createExtension: Proposal = {
  title: 'Create the extension pg_stat_statements',
  sql: 'CREATE EXTENSION pg_stat_statements',
}

const whereToSwitchOn: Record<Exclude<Host, 'self'>, string> = {
  rds: "In the instance's DB parameter group (Aurora: the cluster's), add pg_stat_statements to shared_preload_libraries, reboot the instance, then CREATE EXTENSION pg_stat_statements.",
  'cloud-sql':
    'Cloud SQL loads it by itself: CREATE EXTENSION pg_stat_statements as a member of cloudsqlsuperuser. If that fails, look at the flags of the instance.',
  azure:
    'In the server parameters, add pg_stat_statements to azure.extensions and to shared_preload_libraries, restart, then CREATE EXTENSION pg_stat_statements.',
  supabase:
    'In the dashboard under Database, Extensions, enable pg_stat_statements; it is then in the schema extensions.',
  neon: 'CREATE EXTENSION pg_stat_statements; Neon loads it by itself. Its counters are lost when the compute is suspended.',
}

/** `ALTER SYSTEM` with what is preloaded already; undefined where that is not known. */
function preloadWith(preloaded: string | null): string | undefined {
  if (preloaded === null) return undefined
  const libraries = preloaded.split(',').map((name) => name.trim().replaceAll('"', ''))
  const all = [...libraries.filter((name) => name !== ''), 'pg_stat_statements']
  // One quoted name each: a single string would be taken for one library.
  return `ALTER SYSTEM SET shared_preload_libraries = ${all.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')}`
}

/** What the reading of the counters has shown. */
export interface Seen {
  evicted: number | null
  entries: number
  /** Entries whose text and query id the role may not see. */
  hidden: number
  /** What reads only catalogues, and so was left out. */
  catalogueMs: number
  /** Of everything, also of what was left out. */
  totalMs: number
  /** The texts that were not yet read with the parser, for want of time. */
  unread: number
}

/** What readable counters do not tell, and how to make them. */
export function limitsOfCounters(facts: ServerFacts, seen: Seen): Limitation[] {
  const { settings } = facts
  const set = (title: string, setting: string, value: string): Proposal[] =>
    facts.superuser ? [{ title, sql: `ALTER SYSTEM SET ${setting} = ${value}` }] : []
  const found: (Limitation | undefined)[] = [
    seen.hidden > 0
      ? {
          message: `${seen.hidden === 1 ? "Another role's statements are" : `The statements of ${seen.hidden} other roles are`} shown as one entry${seen.hidden === 1 ? '' : ' each'}: this role may not see their texts.`,
          hint: 'Have a superuser run: GRANT pg_read_all_stats TO this role (pg_monitor contains it).',
          proposals: [],
        }
      : undefined,
    settings['pg_stat_statements.track'] === 'none'
      ? {
          message: 'pg_stat_statements.track is none: nothing is counted.',
          hint: 'Set it to top, its default, and reload.',
          proposals: set('Count statements', 'pg_stat_statements.track', "'top'"),
        }
      : undefined,
    settings['compute_query_id'] === 'off'
      ? {
          message: 'compute_query_id is off: nothing is counted unless another module makes query ids.',
          hint: 'Set it to auto, its default, and reload.',
          proposals: set('Make query ids', 'compute_query_id', "'auto'"),
        }
      : undefined,
    seen.evicted !== null && seen.evicted > 0
      ? {
          message: `The server keeps ${settings['pg_stat_statements.max'] ?? 'only so many'} statements and has thrown out the least used ${seen.evicted === 1 ? 'once' : `${seen.evicted} times`} since the reset: what they took is not counted.`,
          hint: 'Raise pg_stat_statements.max (takes a restart), or have the application send fewer different texts: lists of varying length as one array parameter, say.',
          proposals: set(
            'Keep twice as many statements from the next start on',
            'pg_stat_statements.max',
            String(2 * Number(settings['pg_stat_statements.max'] ?? 5000)),
          ),
        }
      : undefined,
    settings['track_io_timing'] === 'off'
      ? {
          message: 'track_io_timing is off: how long statements read and wrote is not measured.',
          hint: 'Switch it on and reload; pg_test_timing on the server tells what its clock costs, nearly always very little.',
          proposals: set('Measure reading and writing', 'track_io_timing', 'on'),
        }
      : undefined,
    settings['pg_stat_statements.track_planning'] === 'off'
      ? {
          message: 'pg_stat_statements.track_planning is off: how long planning took is not measured.',
          hint: 'Switch it on for the time of an examination; with many connections running the same few statements it costs noticeably.',
          proposals: set('Measure planning', 'pg_stat_statements.track_planning', 'on'),
        }
      : undefined,
    seen.catalogueMs >= NOTABLE_TIME && seen.catalogueMs >= NOTABLE_SHARE * seen.totalMs
      ? {
          message: `What only reads the server's catalogues (monitoring, drivers, Pitwall) took ${((100 * seen.catalogueMs) / seen.totalMs).toFixed(0)} % of the time of all statements and is left out.`,
          hint: 'The view pg_stat_statements has it.',
          proposals: [],
        }
      : undefined,
    seen.unread > 0
      ? {
          message: `The tables of ${seen.unread} of ${seen.entries} statements are not known yet: reading their texts takes longer than the list may.`,
          hint: 'They are read on with the next refresh.',
          proposals: [],
        }
      : undefined,
  ]
  return found.filter((limitation) => limitation !== undefined)
}

/** Less is not worth a word: the workbench itself takes as much on a quiet server. */
const NOTABLE_TIME: Milliseconds = 10_000
const NOTABLE_SHARE = 0.1
