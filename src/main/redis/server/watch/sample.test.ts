import { expect, test } from 'vitest'
import { parseInfo } from '../info/info.ts'
import { type Look, sampleOf } from './sample.ts'

const look = (clockMs: number, ...nodes: Record<string, number | string>[]): Look => ({
  at: 1_000_000 + clockMs,
  clockMs,
  nodes: new Map(
    nodes.map((fields, index) => [
      `node ${index}`,
      {
        info: parseInfo(
          Object.entries({ run_id: 'a', ...fields })
            .map(([name, value]) => `${name}:${value}`)
            .join('\n'),
        ),
        replyBytes: 100,
      },
    ]),
  ),
})

const counting = {
  total_commands_processed: 1000,
  total_connections_received: 5,
  keyspace_hits: 100,
  keyspace_misses: 100,
  evicted_keys: 0,
  expired_keys: 0,
}

test('rates go by the true time between two looks, summed over masters, without the looks themselves', () => {
  const before = look(0, counting, counting)
  const after = look(
    2000,
    { ...counting, total_commands_processed: 1021, keyspace_hits: 130, keyspace_misses: 110 },
    { ...counting, total_commands_processed: 1021 },
  )
  expect(sampleOf(after, before)).toMatchObject({
    sinceMs: 2000,
    commandsPerSecond: 20,
    hitsPerSecond: 15,
    missesPerSecond: 5,
    hitRate: 0.75,
    evictedPerSecond: 0,
  })
})

test('the first look has no rates, and what is not told is null', () => {
  const sample = sampleOf(look(0, { used_memory: 5, connected_clients: 3 }), undefined)
  expect(sample).toMatchObject({
    usedBytes: 5,
    clients: 2,
    hitRate: null,
    maxBytes: null,
    blockedClients: null,
  })
  expect(sample).not.toHaveProperty('sinceMs')
  expect(sampleOf(look(0), undefined)).toMatchObject({ keys: null, usedBytes: null, clients: null })
})

test('one master without a limit: there is none; with a limit each, it is their sum', () => {
  expect(sampleOf(look(0, { maxmemory: 5 }, { maxmemory: 0 }), undefined).maxBytes).toBe(0)
  expect(sampleOf(look(0, { maxmemory: 5 }, { maxmemory: 6 }), undefined).maxBytes).toBe(11)
})

test('a reset, a restart and a new master give no rates, then it goes on', () => {
  const before = look(0, counting)
  const rates = { commandsPerSecond: null, hitsPerSecond: null, hitRate: null, evictedPerSecond: null }
  expect(sampleOf(look(1000, { ...counting, keyspace_hits: 3 }), before)).toMatchObject(rates)
  expect(sampleOf(look(1000, { ...counting, run_id: 'b' }), before)).toMatchObject(rates)
  expect(sampleOf(look(1000, counting, counting), before)).toMatchObject(rates)
  const reset = look(1000, { ...counting, keyspace_hits: 3 })
  const next = look(2000, { ...counting, keyspace_hits: 13, total_commands_processed: 1011 })
  expect(sampleOf(next, reset)).toMatchObject({ hitsPerSecond: 10, commandsPerSecond: 10, hitRate: 1 })
})
