import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Recording, Statement, StatementList } from '#shared/contract/statements.ts'
import { Failure } from '#shared/failure.ts'
import type { StatementServices } from './services.ts'
import { createStatementsStore } from './store.ts'

const statement: Statement = {
  id: 's1',
  queryId: '1',
  query: 'SELECT $1',
  command: 'SELECT',
  tables: [],
  role: 'app',
  applications: [],
  calls: 1,
  totalMs: 2,
  meanMs: 2,
  rows: 1,
  sharedHit: 0,
  sharedRead: 0,
  sharedDirtied: 0,
  sharedWritten: 0,
  tempRead: 0,
  tempWritten: 0,
  sharePercent: 100,
}
const list: StatementList = {
  source: 'pg_stat_statements',
  serverVersion: '18.1',
  since: 0,
  until: 1000,
  statements: [statement],
  limitations: [],
}
const recording: Recording = { id: 'r1', targetId: 'pg', label: 'Recording', startedAt: 10, endedAt: null }

function open(services: Partial<StatementServices> = {}) {
  const calls: string[] = []
  const undos: { undo: () => void; gone: () => void }[] = []
  const items = new Map<string, string>()
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  }
  const complete: StatementServices = {
    list: async ({ recordingId }) => {
      calls.push(`list ${recordingId ?? 'all'}`)
      return list
    },
    findings: async ({ recordingId }) => {
      calls.push(`findings ${recordingId ?? 'all'}`)
      return { findings: [], limitations: [] }
    },
    text: async () => 'SELECT whole',
    history: async () => [],
    sample: async () => endless(),
    recordings: async () => [],
    record: async () => recording,
    stopRecording: async () => ({ ...recording, endedAt: 20 }),
    removeRecording: async (id) => void calls.push(`remove ${id}`),
    offerUndo: (_, undo, gone) => void undos.push({ undo, gone }),
    tell: (what) => void calls.push(what),
    now: () => Date.now(),
    ...services,
  }
  const make = () => createStatementsStore(complete, storage)
  return { useStatements: make(), make, calls, undos }
}

async function* endless(): AsyncGenerator<StatementList> {
  yield { ...list, source: 'pg_stat_activity' }
  await new Promise(() => {})
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settle = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(0))

describe('reading', () => {
  it('reads list, findings and recordings of the target that is attended to', async () => {
    const { useStatements, calls } = open({ recordings: async () => [recording] })
    useStatements.getState().attend('pg')
    expect(useStatements.getState().loading).toBe(true)
    await settle()
    expect(useStatements.getState()).toMatchObject({ list, loading: false, findings: [] })
    expect(useStatements.getState().recordings).toEqual([recording])
    expect(calls).toEqual(['list all', 'findings all'])
  })

  it('keeps the list when reading it again fails, and says why', async () => {
    let fails = false
    const failure = new Failure('UNREACHABLE', 'The server is gone.')
    const { useStatements } = open({
      list: async () => {
        if (fails) throw failure
        return list
      },
    })
    useStatements.getState().attend('pg')
    await settle()
    fails = true
    useStatements.getState().refresh()
    await settle()
    expect(useStatements.getState()).toMatchObject({ list, failure, loading: false })
  })

  it('reads again by itself only while it is wanted and the page is there', async () => {
    const { useStatements, calls } = open()
    const leave = useStatements.getState().attend('pg')
    await settle()
    calls.length = 0
    await vi.advanceTimersByTimeAsync(60_000)
    expect(calls).toEqual([])
    useStatements.getState().choose({ autoRefresh: true })
    await vi.advanceTimersByTimeAsync(11_000)
    expect(calls.filter((call) => call === 'list all').length).toBe(3)
    leave()
    calls.length = 0
    await vi.advanceTimersByTimeAsync(60_000)
    expect(calls).toEqual([])
  })

  it('forgets one server when another is looked at', async () => {
    const { useStatements } = open()
    useStatements.getState().attend('pg')()
    useStatements.getState().attend('pg')
    await settle()
    useStatements.getState().select('s1')
    useStatements.getState().attend('other')
    expect(useStatements.getState()).toMatchObject({ list: null, selected: null, detail: null })
  })

  it('keeps order, groups and columns over a reload', () => {
    const { useStatements, make } = open()
    useStatements.getState().choose({ grouping: 'table', search: 'x', hidden: ['share'] })
    expect(make().getState()).toMatchObject({ grouping: 'table', search: '', hidden: ['share'] })
  })
})

describe('the selected statement', () => {
  it('is read a moment later, and not when the keys have gone on', async () => {
    const asked: string[] = []
    const { useStatements } = open({
      text: async (_, id) => {
        asked.push(id)
        return 'SELECT whole'
      },
    })
    useStatements.getState().attend('pg')
    useStatements.getState().select('s0')
    useStatements.getState().select('s1')
    await vi.advanceTimersByTimeAsync(200)
    expect(asked).toEqual(['s1'])
    expect(useStatements.getState().detail).toMatchObject({ statementId: 's1', text: 'SELECT whole' })
  })
})

describe('recording', () => {
  it('shows its window, read every two seconds until it ends', async () => {
    const { useStatements, calls } = open()
    useStatements.getState().attend('pg')
    await settle()
    useStatements.getState().beginRecording()
    await settle()
    expect(useStatements.getState()).toMatchObject({ recordingId: 'r1', recordings: [recording] })
    calls.length = 0
    await vi.advanceTimersByTimeAsync(4100)
    expect(calls).toEqual(['list r1', 'list r1'])
    useStatements.getState().endRecording('r1')
    await settle()
    calls.length = 0
    await vi.advanceTimersByTimeAsync(10_000)
    expect(calls).toEqual([])
    expect(useStatements.getState().recordings[0]?.endedAt).toBe(20)
  })

  it('is removed when the chance to undo has gone', async () => {
    const { useStatements, calls, undos } = open({ recordings: async () => [{ ...recording, endedAt: 20 }] })
    useStatements.getState().attend('pg')
    await settle()
    const [present] = useStatements.getState().recordings
    if (present === undefined) throw new Error('no recording')
    useStatements.getState().showWindow('r1')
    useStatements.getState().removeRecording(present)
    expect(useStatements.getState()).toMatchObject({ recordings: [], recordingId: null })
    undos[0]?.undo()
    undos[0]?.gone()
    await settle()
    expect(useStatements.getState().recordings).toEqual([present])
    expect(calls).not.toContain('remove r1')
    useStatements.getState().removeRecording(present)
    undos[1]?.gone()
    await settle()
    expect(calls).toContain('remove r1')
  })

  it('says why it could not begin', async () => {
    const { useStatements, calls } = open({
      record: async () => {
        throw new Failure('PERMISSION', 'No right.')
      },
    })
    useStatements.getState().attend('pg')
    useStatements.getState().beginRecording()
    await settle()
    expect(calls).toContain('The recording could not begin')
    expect(useStatements.getState().recordingBusy).toBe(false)
  })
})

describe('watching', () => {
  it('shows what is seen, and stops at once', async () => {
    let stopped = false
    const { useStatements } = open({
      sample: async (_, seconds, signal) => {
        expect(seconds).toBe(30)
        signal.addEventListener('abort', () => (stopped = true))
        return endless()
      },
    })
    useStatements.getState().attend('pg')
    await settle()
    useStatements.getState().watch(30)
    await settle()
    expect(useStatements.getState().list?.source).toBe('pg_stat_activity')
    expect(useStatements.getState().watching).not.toBeNull()
    useStatements.getState().stopWatching()
    expect(stopped).toBe(true)
    expect(useStatements.getState().watching).toBeNull()
  })
})
