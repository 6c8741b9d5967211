import { describe, expect, it, vi } from 'vitest'
import type { ComplianceEvent, TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import { Failure } from '#shared/failure.ts'
import { complianceOf, isEdited, unfinishedRows } from './model.ts'
import { createTtlPoliciesStore, policiesOf, type TtlPolicyServices } from './store.ts'

const policy = (id: string, more: Partial<TtlPolicy> = {}): TtlPolicy => ({
  id,
  pattern: `${id}:*`,
  ttlSeconds: 60,
  jitterPercent: 0,
  reason: '',
  ...more,
})

const event = (ids: string[]): ComplianceEvent => ({
  type: 'compliance',
  at: 7,
  elapsedMs: 3,
  unmatched: 4,
  limitations: [],
  compliance: ids.map((id) => ({
    policyId: id,
    pattern: `${id}:*`,
    keys: 10,
    compliant: 6,
    withoutTtl: 3,
    other: 1,
    bytes: null,
  })),
})

async function* bothChecked(): AsyncGenerator<ComplianceEvent> {
  yield { type: 'progress', done: 1, total: 2, keysPerSecond: 1 }
  yield event(['a', 'b'])
}

async function opened(services: Partial<TtlPolicyServices> = {}) {
  let kept = [policy('a'), policy('b')]
  let ids = 0
  const store = createTtlPoliciesStore({
    get: async () => kept,
    set: async (_, policies) => (kept = [...policies]),
    check: async () => bothChecked(),
    now: () => 0,
    newId: () => `new${++ids}`,
    ledger: () => new Map(),
    ...services,
  })
  const of = () => policiesOf(store.getState(), 'redis')
  store.getState().open('redis')
  await vi.waitFor(() => expect(of().reading).toBe(false))
  return { ...store.getState(), of, patterns: () => of().rows.map(({ pattern }) => pattern) }
}

describe('the table', () => {
  it('is edited, undone and redone step by step, and saved', async () => {
    const { edit, move, remove, undo, redo, save, of, patterns } = await opened()
    expect(isEdited(of())).toBe(false)
    edit('redis', 'a', { ttlSeconds: 90 })
    move('redis', 'a', 1)
    remove('redis', 'b')
    expect(patterns()).toEqual(['a:*'])
    undo('redis')
    expect(patterns()).toEqual(['b:*', 'a:*'])
    undo('redis')
    undo('redis')
    undo('redis')
    expect(isEdited(of())).toBe(false)
    redo('redis')
    expect(of().rows[0]?.ttlSeconds).toBe(90)
    expect(await save('redis')).toBe(true)
    expect(of().kept?.[0]?.ttlSeconds).toBe(90)
    expect(isEdited(of())).toBe(false)
    // What was saved can be taken back as well.
    undo('redis')
    expect(isEdited(of())).toBe(true)
  })

  it('gets new rows, which wait for their pattern and TTL', async () => {
    const { add, edit, save, of, patterns } = await opened()
    const id = add('redis', {}, 'b')
    expect(patterns()).toEqual(['a:*', '', 'b:*'])
    expect(await save('redis')).toBe(false)
    edit('redis', id, { pattern: 'c:*' })
    expect(unfinishedRows(of()).map((row) => row.id)).toEqual([id])
    edit('redis', id, { ttlSeconds: null })
    expect(unfinishedRows(of())).toEqual([])
    expect(await save('redis')).toBe(true)
    add('redis', { pattern: 'd:*', ttlSeconds: 5 })
    expect(unfinishedRows(of())).toEqual([])
    expect(patterns()).toEqual(['a:*', 'c:*', 'b:*', 'd:*'])
  })

  it('keeps what was typed wrongly until it is put right, and does not save it', async () => {
    const { mistype, edit, discard, save, of } = await opened()
    mistype('redis', 'a', 'ttlSeconds', 'soon')
    expect(isEdited(of())).toBe(true)
    expect(await save('redis')).toBe(false)
    edit('redis', 'a', { ttlSeconds: 60 })
    expect(isEdited(of())).toBe(false)
    mistype('redis', 'a', 'jitterPercent', '99')
    discard('redis')
    expect(isEdited(of())).toBe(false)
  })

  it('undoes what was typed wrongly, and a new row waits for its TTL again', async () => {
    const { add, edit, mistype, undo, redo, of } = await opened()
    mistype('redis', 'a', 'ttlSeconds', 'soon')
    undo('redis')
    expect(isEdited(of())).toBe(false)
    const id = add('redis', { pattern: 'c:*' })
    edit('redis', id, { ttlSeconds: 5 })
    undo('redis')
    expect(unfinishedRows(of()).map((row) => row.id)).toEqual([id])
    redo('redis')
    expect(unfinishedRows(of())).toEqual([])
  })

  it('tells why it could not be read or saved, and keeps the edits', async () => {
    const failure = new Failure('SERVER_ERROR', 'No space left.')
    const unread = await opened({ get: async () => await Promise.reject(failure) })
    expect(unread.of()).toMatchObject({ kept: null, failure })
    const { edit, save, of } = await opened({ set: async () => await Promise.reject(failure) })
    edit('redis', 'a', { reason: 'why' })
    expect(await save('redis')).toBe(false)
    expect(of()).toMatchObject({ saving: false, saveFailure: failure })
    expect(of().rows[0]?.reason).toBe('why')
  })
})

describe('a check', () => {
  it('saves the edits first, and its figures hold for as long as the rows are as they were', async () => {
    const { edit, move, add, check, of } = await opened()
    edit('redis', 'a', { ttlSeconds: 30 })
    check('redis')
    await vi.waitFor(() => expect(of().checked).not.toBeNull())
    expect(of().kept?.[0]?.ttlSeconds).toBe(30)
    expect(of()).toMatchObject({ work: { kind: 'idle' }, checked: { unmatched: 4 } })
    expect(complianceOf(of(), 'a')).toMatchObject({ holds: true, compliance: { keys: 10 } })
    edit('redis', 'a', { reason: 'makes no difference' })
    expect(complianceOf(of(), 'b')?.holds).toBe(true)
    edit('redis', 'a', { ttlSeconds: 31 })
    expect(complianceOf(of(), 'a')?.holds).toBe(false)
    expect(complianceOf(of(), 'b')?.holds).toBe(true)
    move('redis', 'b', -1)
    expect(complianceOf(of(), 'b')?.holds).toBe(false)
    expect(complianceOf(of(), add('redis', { pattern: 'x' }))).toBeUndefined()
  })

  it('is not begun with a table that cannot be saved', async () => {
    const { add, check, of } = await opened()
    add('redis', {})
    check('redis')
    await vi.waitFor(() => expect(of().work.kind).toBe('idle'))
    expect(of().checked).toBeNull()
  })

  it('ends at once when cancelled, and tells why it failed', async () => {
    const signals: AbortSignal[] = []
    const { check, cancel, of } = await opened({
      check: async (_, signal) => {
        signals.push(signal)
        async function* events(): AsyncGenerator<ComplianceEvent> {
          yield { type: 'progress', done: 1, total: 2, keysPerSecond: 1 }
          await new Promise((resolve) => {
            signal.addEventListener('abort', resolve)
          })
          yield event(['a'])
        }
        return events()
      },
    })
    check('redis')
    await vi.waitFor(() => expect(of().work).toMatchObject({ progress: { done: 1 } }))
    cancel('redis')
    expect(of().work).toMatchObject({ kind: 'failed', failure: { code: 'CANCELLED' } })
    expect(signals[0]?.aborted).toBe(true)
    expect(of().checked).toBeNull()
    const failing = await opened({
      check: async () => await Promise.reject(new Failure('PERMISSION', 'PTTL is not allowed.')),
    })
    failing.check('redis')
    await vi.waitFor(() =>
      expect(failing.of().work).toMatchObject({ failure: { message: 'PTTL is not allowed.' } }),
    )
  })
})
