import { expect, test } from 'vitest'
import { infoOf, serverLike, settingsOf, kindsOf, firstOf, MIB, none } from '../server.test-support.ts'
import { clientsFrom } from './clients/client-list.ts'
import { judgeClients } from './clients/index.ts'
import { judgeCommands } from './commands/index.ts'

const server = serverLike()

const clientLine =
  'id=7 addr=10.0.0.9:5000 laddr=10.0.0.1:6379 fd=8 name=shop age=9000 idle=2 flags=N db=0 qbuf=26 obl=0 oll=2 omem=50000000 tot-mem=50020000 cmd=hgetall user=default lib-name=ioredis lib-ver=5'

test('clients: read from CLIENT LIST, without Pitwall, replicas no ordinary ones', () => {
  const reply = Buffer.from(
    `${clientLine}\n${clientLine.replace('name=shop', 'name=pitwall')}\n${clientLine.replace('flags=N', 'flags=S')}\n\nodd line\n`,
  )
  const list = clientsFrom([{ node: 'a', reply }])
  expect(list).toHaveLength(2)
  expect(list[0]).toMatchObject({
    id: '7',
    host: '10.0.0.9',
    name: 'shop',
    library: 'ioredis 5',
    outputBytes: 50_000_000,
    command: 'hgetall',
  })
  const judged = judgeClients(
    infoOf({ connected_clients: 3, used_memory: 500 * MIB, maxmemory: 0 }),
    server,
    list,
    settingsOf({ 'maxmemory-clients': 0 }),
  )
  expect(firstOf(judged)).toMatchObject({
    kind: 'big-client-buffers',
    severity: 'medium',
    subject: { kind: 'client', name: '7' },
    proposals: [{ sql: 'CONFIG SET maxmemory-clients 16mb' }],
  })
  expect(firstOf(judged).title).toContain('A client has')
})

test('clients: nearly all connections taken, refused ones, an idle crowd, churn, no keepalive', () => {
  const settings = settingsOf({ maxclients: 1000, timeout: 0, 'tcp-keepalive': 0 })
  const [client] = clientsFrom([
    {
      node: 'a',
      reply: Buffer.from(clientLine.replace('omem=50000000', 'omem=0').replace('idle=2', 'idle=7200')),
    },
  ])
  const list = Array.from({ length: 900 }, () => client).filter((one) => one !== undefined)
  const fields = {
    connected_clients: 960,
    rejected_connections: 5,
    total_connections_received: 200_000,
    total_commands_processed: 400_000,
    uptime_in_seconds: 1000,
  }
  const judged = judgeClients(infoOf(fields), server, list, settings)
  expect(kindsOf(judged)).toEqual([
    'too-many-connections',
    'rejected-connections',
    'idle-connections',
    'connection-churn',
    'no-keepalive',
  ])
  expect(judged.findings[0]).toMatchObject({
    severity: 'high',
    proposals: [{ sql: 'CONFIG SET maxclients 2000' }],
  })
  const calm = { ...fields, connected_clients: 20, rejected_connections: 0, total_connections_received: 500 }
  expect(
    kindsOf(
      judgeClients(
        infoOf(calm),
        server,
        list.slice(0, 20),
        settingsOf({ maxclients: 1000, 'tcp-keepalive': 300 }),
      ),
    ),
  ).toEqual([])
})

test('commands: slow ones by mean or percentile, each with what to use instead', () => {
  const judged = judgeCommands(
    infoOf({
      cmdstat_get: 'calls=1000000,usec=2000000,usec_per_call=2.00,rejected_calls=0,failed_calls=0',
      cmdstat_keys: 'calls=40,usec=2000000,usec_per_call=50000.00,rejected_calls=0,failed_calls=0',
      cmdstat_hgetall: 'calls=500,usec=900000,usec_per_call=1800.00',
      cmdstat_lrange: 'calls=500,usec=50000,usec_per_call=100.00',
      latency_percentiles_usec_lrange: 'p50=50.0,p99=20000.0,p99.9=30000.0',
      'cmdstat_client|list': 'calls=500,usec=9000000,usec_per_call=18000.00',
      cmdstat_del: 'calls=3,usec=90000,usec_per_call=30000.00',
    }),
    server,
    settingsOf({ 'lazyfree-lazy-user-del': 'no' }),
  )
  expect(judged.findings.map(({ id, severity }) => [id, severity])).toEqual([
    ['slow-command:keys', 'high'],
    ['slow-command:hgetall', 'medium'],
    ['slow-command:del', 'medium'],
    ['lazyfree-off:user-del', 'low'],
    ['slow-command:lrange', 'medium'],
  ])
  kindsOf(judged)
  expect(judged.findings[0]?.advice).toContain('SCAN')
  expect(judged.tables[0]?.rows.find(([name]) => name === 'LRANGE')?.slice(5, 8)).toEqual([0.05, 20, 30])
})

test('commands: calls that fail, unless it is normal that they do', () => {
  const calls = { cmdstat_get: 'calls=10000,usec=100,usec_per_call=0.01,rejected_calls=0,failed_calls=300' }
  const failing = judgeCommands(infoOf({ ...calls, errorstat_WRONGTYPE: 'count=300' }), server, none)
  expect(firstOf(failing)).toMatchObject({ kind: 'failed-calls', severity: 'medium' })
  expect(kindsOf(judgeCommands(infoOf({ ...calls, errorstat_NOSCRIPT: 'count=300' }), server, none))).toEqual(
    [],
  )
  expect(kindsOf(judgeCommands(infoOf({ ...calls, errorstat_ERR: 'count=30' }), server, none))).toEqual([])
})

test('commands: times that Redis 6.0 counts wrong inside of scripts accuse nobody', () => {
  const old = serverLike({ facts: { ...server.facts, version: '6.0.16', major: 6, minor: 0 } })
  const fields = {
    cmdstat_eval: 'calls=1,usec=7000,usec_per_call=7000.00',
    cmdstat_set: 'calls=2000,usec=7000000,usec_per_call=3500.00',
  }
  expect(kindsOf(judgeCommands(infoOf(fields), old, none))).toEqual([])
  expect(kindsOf(judgeCommands(infoOf(fields), server, none))).toEqual(['slow-command'])
})
