import { expect, test } from 'vitest'
import { limitsOfCounters, type Seen, whyNotReadable } from './limitations.ts'
import type { ServerFacts } from './read/server-facts.ts'

const nothing: ServerFacts = {
  extension: null,
  loaded: false,
  available: true,
  preloaded: '',
  superuser: true,
  standby: false,
  readsAllStats: true,
  mayCreate: true,
  host: 'self',
  settings: {
    track_io_timing: 'on',
    'pg_stat_statements.track_planning': 'on',
    'pg_stat_statements.max': '5000',
  },
}
const all: ServerFacts = {
  ...nothing,
  loaded: true,
  extension: { schema: 'public', columns: [], hasInfo: true },
}
const quiet: Seen = { evicted: 0, entries: 10, hidden: 0, catalogueMs: 0, totalMs: 100, unread: 0 }

const proposed = (facts: ServerFacts): string[] =>
  whyNotReadable(facts)?.proposals.map(({ sql }) => sql) ?? []

test('everything there: nothing to say', () => {
  expect(whyNotReadable(all)).toBeUndefined()
  expect(limitsOfCounters(all, quiet)).toEqual([])
})

test('not loaded: what is preloaded already stays, each library a name of its own', () => {
  expect(proposed(nothing)).toEqual(["ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'"])
  expect(proposed({ ...nothing, preloaded: 'auto_explain, "timescaledb"' })).toEqual([
    "ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', 'timescaledb', 'pg_stat_statements'",
  ])
  const guest = whyNotReadable({ ...nothing, superuser: false, preloaded: null })
  expect(guest).toMatchObject({ proposals: [], hint: expect.stringContaining('restart') })
})

test('loaded and not created', () => {
  const loaded = { ...nothing, loaded: true }
  expect(proposed(loaded)).toEqual(['CREATE EXTENSION pg_stat_statements'])
  expect(whyNotReadable({ ...loaded, mayCreate: false })).toMatchObject({
    proposals: [],
    hint: expect.stringContaining('CREATE on this database'),
  })
  expect(whyNotReadable({ ...loaded, standby: true })).toMatchObject({
    proposals: [],
    hint: expect.stringContaining('primary'),
  })
})

test.each([
  ['rds', 'parameter group'],
  ['cloud-sql', 'Cloud SQL'],
  ['azure', 'azure.extensions'],
  ['supabase', 'dashboard'],
  ['neon', 'Neon'],
] as const)('on %s, where to switch it on', (host, where) => {
  expect(whyNotReadable({ ...nothing, host, superuser: false })).toMatchObject({
    proposals: [],
    hint: expect.stringContaining(where),
  })
})

test('one sentence for each thing that is not seen', () => {
  const facts = {
    ...all,
    settings: {
      track_io_timing: 'off',
      compute_query_id: 'off',
      'pg_stat_statements.track': 'none',
      'pg_stat_statements.track_planning': 'off',
      'pg_stat_statements.max': '100',
    },
  }
  const seen: Seen = {
    evicted: 3,
    entries: 90,
    hidden: 2,
    catalogueMs: 60_000,
    totalMs: 100_000,
    unread: 7,
  }
  const limits = limitsOfCounters(facts, seen)
  expect(limits.map(({ message }) => message)).toEqual([
    expect.stringContaining('2 other roles'),
    expect.stringContaining('nothing is counted'),
    expect.stringContaining('compute_query_id'),
    expect.stringContaining('keeps 100 statements'),
    expect.stringContaining('track_io_timing'),
    expect.stringContaining('track_planning'),
    expect.stringContaining('60 %'),
    expect.stringContaining('7 of 90'),
  ])
  expect(limits.flatMap(({ proposals }) => proposals.map(({ sql }) => sql))).toContain(
    'ALTER SYSTEM SET pg_stat_statements.max = 200',
  )
  const guest = limitsOfCounters({ ...facts, superuser: false }, seen)
  expect(guest.flatMap(({ proposals }) => proposals)).toEqual([])
})
