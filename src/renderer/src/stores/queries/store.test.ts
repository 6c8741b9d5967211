import { describe, expect, it, vi } from 'vitest'
import type { ExplainEvent, ExplainInput, StatementCheck } from '#shared/contract/postgres.ts'
import { Failure } from '#shared/failure.ts'
import { samplePlan, sampleNode } from '../../../../../test/fixtures/queries/sample-plan.ts'
import type { QueryServices } from './services.ts'
import { createQueriesStore } from './store.ts'

const plan = samplePlan([sampleNode(0, null)])
const select: StatementCheck = {
  command: 'SELECT',
  explainable: true,
  readOnly: true,
  parameters: 0,
  warnings: [],
}
const update: StatementCheck = { ...select, command: 'UPDATE', readOnly: false }

function memory(): {
  getItem: (key: string) => string | null
  setItem: (key: string, value: string) => void
} {
  const items = new Map<string, string>()
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => items.set(key, value) }
}

function open(services: Partial<QueryServices> = {}, storage = memory()) {
  let ids = 0
  const sent: ExplainInput[] = []
  const { useQueries, keepNow } = createQueriesStore(
    {
      checkStatement: async () => select,
      explain: async (input) => {
        sent.push(input)
        return answer({ type: 'plan', plan })
      },
      readPlan: async (raw) => ({ ...plan, raw }),
      catalogue: async () => ({ serverVersion: '18.1', searchPath: [], relations: [], functions: [] }),
      suggestParameters: async () => [],
      guardOf: () => ({ environment: 'local', guard: 'open' }),
      now: () => 0,
      newId: () => `tab ${++ids}`,
      ...services,
    },
    storage,
  )
  const shown = () => {
    const { documents, active } = useQueries.getState()
    const document = documents.find(({ id }) => id === active)
    if (document === undefined) throw new Error('no tab is shown')
    return document
  }
  return { useQueries, keepNow, shown, sent, storage }
}

async function* answer(...events: ExplainEvent[]): AsyncGenerator<ExplainEvent> {
  yield* events
}

/** Streams one step of progress and then nothing, as a long statement does. */
function endless(signal: AbortSignal): AsyncIterable<ExplainEvent> {
  return (async function* () {
    yield { type: 'progress', phase: 'running', elapsedMs: 1, backendPid: 4711 } as const
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  })()
}

describe('running a statement', () => {
  it('plans a statement of the list with common values for its parameters', async () => {
    const { useQueries, shown, sent } = open({
      checkStatement: async () => ({ ...select, parameters: 1 }),
      suggestParameters: async () => [
        { number: 1, column: 'orders.status', type: 'text', values: [{ value: 'paid', share: 0.9 }] },
      ],
    })
    const sql = 'SELECT * FROM orders WHERE status = $1'
    useQueries.getState().openStatement({ targetId: 'pg', sql, plan: true })
    await vi.waitFor(() => expect(shown().result?.plan).toBe(plan))
    expect(sent).toEqual([{ targetId: 'pg', sql, analyze: false, parameters: ['paid'] }])
  })

  it('plans it generically where the statistics cannot be read', async () => {
    const { useQueries, shown, sent } = open({
      checkStatement: async () => ({ ...select, parameters: 1 }),
      suggestParameters: async () => {
        throw new Failure('PERMISSION', 'No right.')
      },
    })
    useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT $1', plan: true })
    await vi.waitFor(() => expect(shown().result?.plan).toBe(plan))
    expect(sent).toEqual([{ targetId: 'pg', sql: 'SELECT $1', analyze: false }])
    expect(shown()).toMatchObject({ suggestions: { kind: 'failed' } })
  })

  it('goes back to the pinned page, and from there to any tab', () => {
    const { useQueries } = open()
    const first = useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT 1' })
    const last = useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT 2' })
    useQueries.getState().showHome()
    expect(useQueries.getState().active).toBeNull()
    useQueries.getState().activateNext(1)
    expect(useQueries.getState().active).toBe(first)
    useQueries.getState().showHome()
    useQueries.getState().activateNext(-1)
    expect(useQueries.getState().active).toBe(last)
  })

  it('opens a tab, runs it and keeps what was sent with the plan', async () => {
    const { useQueries, shown, sent } = open()
    useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT 1', run: true })
    await vi.waitFor(() => expect(shown().result?.plan).toBe(plan))
    expect(sent).toEqual([{ targetId: 'pg', sql: 'SELECT 1', analyze: true }])
    expect(shown().work).toEqual({ kind: 'idle' })
  })

  it('shows the tab that already has the statement', () => {
    const { useQueries } = open()
    const { openStatement } = useQueries.getState()
    expect(openStatement({ targetId: 'pg', sql: 'SELECT 1' })).toBe(
      openStatement({ targetId: 'pg', sql: 'SELECT 1' }),
    )
    expect(useQueries.getState().documents).toHaveLength(1)
  })

  it('runs the selected part alone', async () => {
    const { useQueries, shown, sent } = open()
    const id = useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT 1; SELECT 2' })
    useQueries.getState().editStatement(id, { selection: { from: 10, text: 'SELECT 2' } })
    useQueries.getState().explain(id, true)
    await vi.waitFor(() => expect(shown().result?.sql).toBe('SELECT 2'))
    expect(sent).toMatchObject([{ sql: 'SELECT 2' }])
  })

  it('is cancelled at once, and the server is told', async () => {
    let stopped = false
    const { useQueries, shown } = open({
      explain: async (_, signal) => {
        signal.addEventListener('abort', () => (stopped = true))
        return endless(signal)
      },
    })
    const id = useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT pg_sleep(600)', run: true })
    await vi.waitFor(() => expect(shown().work).toMatchObject({ kind: 'running', backendPid: 4711 }))
    useQueries.getState().cancel(id)
    expect(stopped).toBe(true)
    expect(shown().work.kind).toBe('cancelled')
    // The end of the stream, which comes later, changes nothing any more.
    await Promise.resolve()
    expect(shown().work.kind).toBe('cancelled')
  })

  it('keeps the statement and the result before when a run fails', async () => {
    let failing = false
    const { useQueries, shown } = open({
      explain: async () => {
        if (failing)
          throw new Failure('SERVER_ERROR', 'column "x" does not exist', { facts: { position: 8 } })
        return answer({ type: 'plan', plan })
      },
    })
    const { openStatement, explain } = useQueries.getState()
    const id = openStatement({ targetId: 'pg', sql: 'SELECT x', run: true })
    await vi.waitFor(() => expect(shown().result).not.toBeNull())
    failing = true
    explain(id, true)
    await vi.waitFor(() => expect(shown().work.kind).toBe('failed'))
    expect(shown()).toMatchObject({
      sql: 'SELECT x',
      result: { plan },
      work: { failure: { facts: { position: 8 } } },
    })
  })

  it('says so when the stream ends without a plan', async () => {
    const { useQueries, shown } = open({ explain: async () => answer() })
    useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT 1', run: true })
    await vi.waitFor(() => expect(shown().work).toMatchObject({ failure: { code: 'CONNECTION_LOST' } }))
  })

  it('shows a run that was cancelled from the list of jobs as cancelled', async () => {
    const { useQueries, shown } = open({
      explain: async () => {
        throw new Failure('CANCELLED', 'Cancelled.')
      },
    })
    useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT 1', run: true })
    await vi.waitFor(() => expect(shown().work.kind).toBe('cancelled'))
  })
})

describe('a statement with effects', () => {
  it('asks before it runs, and sends that the user has read it', async () => {
    const { useQueries, shown, sent } = open({ checkStatement: async () => update })
    const id = useQueries.getState().openStatement({ targetId: 'pg', sql: 'UPDATE t SET a = 1', run: true })
    await vi.waitFor(() => expect(shown().work.kind).toBe('asking'))
    expect(sent).toEqual([])
    useQueries.getState().acceptEffects(id, { confirmation: 'staging' })
    await vi.waitFor(() => expect(shown().result).not.toBeNull())
    expect(sent).toMatchObject([{ acceptEffects: true, confirmation: 'staging', analyze: true }])
  })

  it('is not asked about when it is only planned', async () => {
    const { useQueries, shown, sent } = open({ checkStatement: async () => update })
    const id = useQueries.getState().openStatement({ targetId: 'pg', sql: 'UPDATE t SET a = 1' })
    useQueries.getState().explain(id, false)
    await vi.waitFor(() => expect(shown().result).not.toBeNull())
    expect(sent).toMatchObject([{ analyze: false }])
  })

  it('is refused in a read-only environment before anything is sent', async () => {
    const { useQueries, shown, sent } = open({
      checkStatement: async () => update,
      guardOf: () => ({ environment: 'production', guard: 'read-only' }),
    })
    useQueries.getState().openStatement({ targetId: 'pg', sql: 'UPDATE t SET a = 1', run: true })
    await vi.waitFor(() => expect(shown().work).toMatchObject({ failure: { code: 'REFUSED' } }))
    expect(sent).toEqual([])
  })
})

describe('parameters', () => {
  const check = { ...select, parameters: 2 }

  it('are wanted for running, not for planning', async () => {
    const { useQueries, shown, sent } = open({ checkStatement: async () => check })
    const id = useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT $1, $2', run: true })
    await vi.waitFor(() => expect(shown().work).toMatchObject({ failure: { code: 'BAD_INPUT' } }))
    useQueries.getState().explain(id, false)
    await vi.waitFor(() => expect(shown().result).not.toBeNull())
    expect(sent[0]).not.toHaveProperty('parameters')
  })

  it('are sent as text or null, missing ones as empty texts', async () => {
    const { useQueries, shown, sent } = open({ checkStatement: async () => check })
    const id = useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT $1, $2' })
    useQueries
      .getState()
      .editStatement(id, { parameters: [{ text: 'old', isNull: true }], useParameters: true })
    useQueries.getState().explain(id, true)
    await vi.waitFor(() => expect(shown().result).not.toBeNull())
    expect(sent).toMatchObject([{ parameters: [null, ''] }])
  })
})

describe('plans from elsewhere', () => {
  it('are read at once, and keep their text when they cannot be', async () => {
    const { useQueries, shown } = open({
      readPlan: async () => {
        throw new Failure('BAD_INPUT', 'This is no plan.')
      },
    })
    useQueries.getState().openPlanText('garbage')
    await vi.waitFor(() => expect(shown().work.kind).toBe('failed'))
    expect(shown()).toMatchObject({ kind: 'plan', text: 'garbage' })
  })

  it('come from files with their name', async () => {
    const { useQueries, shown } = open()
    useQueries.getState().openPlanFile(new File(['Seq Scan'], 'slow.txt'))
    await vi.waitFor(() => expect(shown().result?.plan.raw).toBe('Seq Scan'))
    expect(shown()).toMatchObject({ title: 'slow.txt', text: 'Seq Scan', editorOpen: false })
  })
})

describe('tabs', () => {
  it('open again as they were closed', async () => {
    const { useQueries, shown } = open()
    const { openStatement, close, reopenClosed } = useQueries.getState()
    const id = openStatement({ targetId: 'pg', sql: 'SELECT 1', run: true })
    await vi.waitFor(() => expect(shown().result).not.toBeNull())
    close(id)
    expect(useQueries.getState().active).toBeNull()
    reopenClosed()
    expect(shown()).toMatchObject({ id, sql: 'SELECT 1', result: { plan } })
  })

  it('stop what they are busy with when they are closed', async () => {
    let stopped = false
    const { useQueries, shown } = open({
      explain: async (_, signal) => {
        signal.addEventListener('abort', () => (stopped = true))
        return endless(signal)
      },
    })
    const id = useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT 1', run: true })
    await vi.waitFor(() => expect(shown().work).toMatchObject({ kind: 'running', backendPid: 4711 }))
    useQueries.getState().close(id)
    expect(stopped).toBe(true)
  })

  it('give way to the next one when nothing was typed into them', () => {
    const { useQueries } = open()
    useQueries.getState().openStatement({ targetId: 'pg', sql: '' })
    useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT 1' })
    expect(useQueries.getState().documents).toHaveLength(1)
  })

  it('are there after a reload, their plans read when they are shown', async () => {
    const first = open()
    first.useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT 1', run: true })
    await vi.waitFor(() => expect(first.shown().result).not.toBeNull())
    first.useQueries.getState().openStatement({ targetId: 'pg', sql: 'half a stat' })
    first.keepNow()

    const { useQueries, shown } = open({}, first.storage)
    expect(shown()).toMatchObject({ sql: 'half a stat' })
    const other = useQueries.getState().documents[0]
    expect(other).toMatchObject({ sql: 'SELECT 1', result: null })
    useQueries.getState().activate(other?.id ?? '')
    await vi.waitFor(() => expect(shown().result?.plan.raw).toBe(plan.raw))
    expect(shown()).toMatchObject({ kind: 'statement', sql: 'SELECT 1' })
  })

  it('live on where storage is forbidden', () => {
    const storage = {
      getItem: (): string => {
        throw new Error('forbidden')
      },
      setItem: (): void => {
        throw new Error('forbidden')
      },
    }
    const { useQueries, keepNow } = open({}, storage)
    useQueries.getState().openStatement({ targetId: 'pg', sql: 'SELECT 1' })
    expect(keepNow).not.toThrow()
  })
})
