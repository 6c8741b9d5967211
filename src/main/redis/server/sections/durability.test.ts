import { expect, test } from 'vitest'
import {
  infoOf,
  infoOfAll,
  serverLike,
  settingsOf,
  kindsOf,
  firstOf,
  MIB,
  none,
} from '../server.test-support.ts'
import { judgeCluster, clusterNodesFrom } from './cluster.ts'
import { judgePersistence } from './persistence.ts'
import { judgeReplication } from './replication.ts'

const server = serverLike()
const at = 1_800_000_000_000

test('persistence: failures, stalls, and what is nowhere on disk', () => {
  const good = {
    aof_enabled: 0,
    rdb_last_bgsave_status: 'ok',
    role: 'master',
    latest_fork_usec: 9000,
    maxmemory_policy: 'noeviction',
  }
  const saved = settingsOf({ save: '3600 1' })
  expect(
    kindsOf(judgePersistence(infoOf({ ...good, db0: 'keys=5000,expires=0' }), server, saved, at)),
  ).toEqual([])
  expect(
    kindsOf(
      judgePersistence(infoOf({ ...good, db0: 'keys=5000,expires=0' }), server, settingsOf({ save: '' }), at),
    ),
  ).toEqual(['no-persistence'])
  // A cache, or a server whose settings are not told, is not accused.
  expect(
    kindsOf(
      judgePersistence(
        infoOf({ ...good, db0: 'keys=5000,expires=4000' }),
        server,
        settingsOf({ save: '' }),
        at,
      ),
    ),
  ).toEqual([])
  expect(
    kindsOf(judgePersistence(infoOf({ ...good, db0: 'keys=5000,expires=0' }), server, none, at)),
  ).toEqual([])
  const bad = {
    ...good,
    loading: 1,
    rdb_last_bgsave_status: 'err',
    aof_enabled: 1,
    aof_last_write_status: 'err',
    aof_delayed_fsync: 9,
    latest_fork_usec: 2_000_000,
    used_memory: 900 * MIB,
  }
  const judged = judgePersistence(
    infoOf(bad, { aof_delayed_fsync: 3 }),
    server,
    settingsOf({ save: '3600 1', 'no-appendfsync-on-rewrite': 'no' }),
    at,
  )
  expect(judged.findings.map(({ kind, severity }) => [kind, severity])).toEqual([
    ['loading', 'high'],
    ['save-failed', 'high'],
    ['aof-failed', 'high'],
    ['slow-fork', 'high'],
    ['aof-stalls', 'medium'],
  ])
})

test('replication: a replica behind or silent, full copies, and a link that is down', () => {
  const master = {
    role: 'master',
    connected_slaves: 1,
    master_repl_offset: 50 * MIB,
    repl_backlog_size: MIB,
    uptime_in_seconds: 100,
    sync_full: 1,
    sync_partial_err: 1,
  }
  const replica = (state: string, behind: number, lag: number) => ({
    ...master,
    slave0: `ip=10.0.0.2,port=6379,state=${state},offset=${50 * MIB - behind},lag=${lag}`,
  })
  expect(kindsOf(judgeReplication(infoOf(replica('online', 5000, 1)), server, none))).toEqual([])
  expect(firstOf(judgeReplication(infoOf(replica('online', 5 * MIB, 1)), server, none))).toMatchObject({
    kind: 'replica-lag',
    severity: 'high',
  })
  expect(kindsOf(judgeReplication(infoOf(replica('online', 0, 40)), server, none))).toEqual(['replica-lag'])
  expect(firstOf(judgeReplication(infoOf(replica('send_bulk', 0, 0)), server, none)).severity).toBe('medium')
  const again = { ...replica('online', 0, 1), sync_full: 6, sync_partial_err: 5 }
  // 0.5 MiB a second: 150 MiB in five minutes.
  expect(firstOf(judgeReplication(infoOf(again), server, none)).proposals[0]?.sql).toBe(
    'CONFIG SET repl-backlog-size 256mb',
  )
  const down = {
    role: 'slave',
    master_host: '10.0.0.1',
    master_port: 6379,
    master_link_status: 'down',
    slave_read_only: 0,
  }
  expect(kindsOf(judgeReplication(infoOf(down), server, none))).toEqual([
    'replica-link-down',
    'writable-replica',
  ])
})

const nodesText = `aaa 10.0.0.1:6379@16379,host myself,master - 0 0 1 connected 0-8191
bbb 10.0.0.2:6379@16379 master - 0 0 2 connected 8192-16382 16383 [5->-aaa]
ccc 10.0.0.3:6379@16379 slave aaa 0 0 1 connected
ddd 10.0.0.4:6379@16379 slave,fail bbb 0 0 2 disconnected`

test('cluster: slots, replicas that work, and masters with more than their share', () => {
  const nodes = clusterNodesFrom(nodesText)
  expect(nodes.map(({ address, slots, isMaster }) => [address, slots, isMaster])).toEqual([
    ['10.0.0.1:6379', 8192, true],
    ['10.0.0.2:6379', 8192, true],
    ['10.0.0.3:6379', 0, false],
    ['10.0.0.4:6379', 0, false],
  ])
  const even = infoOfAll([
    { now: { used_memory: 100 * MIB, db0: 'keys=5000,expires=0' } },
    { now: { used_memory: 101 * MIB, db0: 'keys=5000,expires=0' } },
  ])
  const ok = 'cluster_state:ok\r\ncluster_slots_ok:16384\r\n'
  const judged = judgeCluster(even, server, ok, nodes)
  expect(kindsOf(judged)).toEqual(['masters-without-replicas'])
  expect(firstOf(judged).detail).toContain('10.0.0.2:6379 with 8,192 slots')
  const uneven = infoOfAll([
    { now: { used_memory: 10 * MIB, db0: 'keys=100,expires=0' } },
    { now: { used_memory: 500 * MIB, db0: 'keys=100,expires=0' } },
  ])
  expect(
    kindsOf(judgeCluster(uneven, server, 'cluster_state:fail\ncluster_slots_ok:16000', undefined)),
  ).toEqual(['cluster-incomplete', 'uneven-cluster'])
})
