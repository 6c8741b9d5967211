import { describe, expect, it, vi } from 'vitest'
import type { Activity, HealthReport } from '#shared/contract/health.ts'
import { Failure } from '#shared/failure.ts'
import type { HealthServices } from './services.ts'
import { healthOf } from './check-ups.ts'
import { createHealthStore } from './store.ts'

const report: HealthReport = { checkedAt: 1, elapsedMs: 2, serverVersion: '18', traits: [], sections: [] }
const activity: Activity = { at: 1, maxConnections: 100, backends: [], limitations: [] }

async function* endless(signal: AbortSignal): AsyncGenerator<Activity> {
  yield activity
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

async function* lost(): AsyncGenerator<Activity> {
  yield activity
  throw new Failure('CONNECTION_LOST', 'The server went away.')
}

function open(services: Partial<HealthServices> = {}) {
  const signals: AbortSignal[] = []
  const store = createHealthStore({
    check: async () => report,
    watchActivity: async (_target, signal) => {
      signals.push(signal)
      return endless(signal)
    },
    now: () => 5,
    ...services,
  })
  return { store, signals, of: () => healthOf(store.getState(), 'pg') }
}

describe('the check-up', () => {
  it('is done once on opening, and again when asked', async () => {
    const check = vi.fn<HealthServices['check']>(async () => report)
    const { store, of } = open({ check })
    store.getState().open('pg')
    store.getState().open('pg')
    await vi.waitFor(() => expect(of().report).toBe(report))
    store.getState().open('pg')
    expect(check).toHaveBeenCalledTimes(1)
    store.getState().check('pg')
    expect(check).toHaveBeenCalledTimes(2)
  })

  it('keeps the last letter when the next one fails', async () => {
    let fails = false
    const { store, of } = open({
      check: async () => {
        if (fails) throw new Failure('UNREACHABLE', 'No server.')
        return report
      },
    })
    store.getState().open('pg')
    await vi.waitFor(() => expect(of().report).toBe(report))
    fails = true
    store.getState().check('pg')
    await vi.waitFor(() => expect(of().failure?.code).toBe('UNREACHABLE'))
    expect(of()).toMatchObject({ report, checkingSince: null })
  })

  it('is cancelled at once', () => {
    let heard: AbortSignal | undefined
    const { store, of } = open({
      check: async (_target, signal) => {
        heard = signal
        return await new Promise(() => {})
      },
    })
    store.getState().check('pg')
    expect(of().checkingSince).toBe(5)
    store.getState().cancel('pg')
    expect(heard?.aborted).toBe(true)
    expect(of()).toMatchObject({ checkingSince: null, failure: { code: 'CANCELLED' } })
  })
})

describe('what runs now', () => {
  it('is looked at only while somebody looks', async () => {
    const { store, signals } = open()
    const leave = store.getState().attend('pg')
    await vi.waitFor(() => expect(store.getState().watch?.state.kind).toBe('live'))
    leave()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(store.getState().watch).toBeNull()
  })

  it('says that the connection was lost, keeps what was seen and looks again when asked', async () => {
    let isUp = false
    const { store } = open({
      watchActivity: async (_target, signal) => {
        if (isUp) return endless(signal)
        return lost()
      },
    })
    const leave = store.getState().attend('pg')
    await vi.waitFor(() => expect(store.getState().watch?.state.kind).toBe('lost'))
    expect(store.getState().watch?.activity).toBe(activity)
    isUp = true
    store.getState().retry()
    await vi.waitFor(() => expect(store.getState().watch?.state.kind).toBe('live'))
    leave()
  })
})
