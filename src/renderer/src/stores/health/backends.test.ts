import { describe, expect, it } from 'vitest'
import type { Backend } from '#shared/contract/health.ts'
import { filterBackends, lockTree, signalSql } from './backends.ts'

function backend(pid: number, more: Partial<Backend> = {}): Backend {
  return {
    pid,
    startedAt: '1732100000.123456',
    role: 'app',
    application: 'shop',
    client: '',
    state: 'idle',
    waitEvent: null,
    transactionMs: null,
    statementMs: null,
    stateMs: 10,
    query: '',
    blockedBy: [],
    waitsFor: null,
    own: false,
    maySignal: true,
    ...more,
  }
}

const shape = (backends: Backend[]) =>
  lockTree(backends).map(({ pid, level, holdsUp }) => `${'  '.repeat(level)}${pid} holds up ${holdsUp}`)

describe('who waits for whom', () => {
  it('stands each under the one it waits for, the worst blocker first', () => {
    expect(
      shape([
        backend(1),
        backend(2, { blockedBy: [1] }),
        backend(3, { blockedBy: [2] }),
        backend(4, { blockedBy: [5] }),
        backend(5),
        backend(6),
      ]),
    ).toEqual(['1 holds up 2', '  2 holds up 1', '    3 holds up 0', '5 holds up 1', '  4 holds up 0'])
  })

  it('lists one who waits for two once, and says so', () => {
    const nodes = lockTree([backend(1), backend(2), backend(3, { blockedBy: [1, 2] })])
    expect(nodes.map(({ pid }) => pid)).toEqual([1, 3, 2])
    expect(nodes[1]?.alsoWaitsFor).toEqual([2])
  })

  it('shows blockers that are not in the list, and circles', () => {
    expect(lockTree([backend(3, { blockedBy: [0] })])[0]).toMatchObject({ pid: 0, backend: undefined })
    const circle = lockTree([backend(1, { blockedBy: [2] }), backend(2, { blockedBy: [1] })])
    expect(circle.map(({ pid, inCircle }) => [pid, inCircle])).toEqual([
      [1, true],
      [2, true],
    ])
  })

  it('is empty where nobody waits', () => {
    expect(lockTree([backend(1), backend(2)])).toEqual([])
  })
})

it('lists what works, holds a transaction or waits', () => {
  const backends = [
    backend(1),
    backend(2, { state: 'active' }),
    backend(3, { state: 'idle in transaction', transactionMs: 5 }),
    backend(4, { state: 'active', blockedBy: [3] }),
    backend(5, { state: 'walsender' }),
    backend(6, { state: '' }),
  ]
  const pids = (filter: Parameters<typeof filterBackends>[1]) =>
    filterBackends(backends, filter).map(({ pid }) => pid)
  expect(pids('active')).toEqual([2, 3, 4])
  expect(pids('waiting')).toEqual([4])
  expect(pids('all')).toEqual([1, 2, 3, 4, 5, 6])
})

it('names the session by its start too, as the change room reads it', () => {
  expect(signalSql(backend(7), 'cancel')).toBe('SELECT pg_cancel_backend(7) /* started 1732100000.123456 */')
  expect(signalSql(backend(7, { startedAt: '' }), 'terminate')).toBe('SELECT pg_terminate_backend(7)')
})
