import { describe, expect, it, vi } from 'vitest'
import type {
  Change,
  ChangeEvent,
  ChangeHead,
  ChangePreview,
  ChangeStatus,
  PreviewEvent,
} from '#shared/contract/changes.ts'
import type { Guard } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Message } from '../notices.ts'
import type { ChangeServices } from './services.ts'
import { createChangesStore } from './store.ts'

const sql = 'CREATE INDEX CONCURRENTLY i ON t (a)'
const undoSql = 'DROP INDEX CONCURRENTLY i'

const preview: ChangePreview = {
  kind: 'create-index',
  title: 'Create index i on t',
  statements: [sql],
  undoSql,
  locks: [],
  blockers: [],
  diskBytes: null,
  warnings: [],
  needsConfirmation: false,
}

function head(status: ChangeStatus, more: Partial<ChangeHead> = {}): ChangeHead {
  return {
    id: 'c1',
    targetId: 'pg',
    targetName: 'shop',
    environment: { name: 'local', guard: 'open' },
    kind: 'create-index',
    title: preview.title,
    sql,
    undoSql,
    status,
    who: 'ada',
    at: 0,
    ...more,
  }
}

function change(status: ChangeStatus, more: Partial<Change> = {}): Change {
  return { ...head(status), events: [], ...more }
}

function open(services: Partial<ChangeServices> = {}, guard: Guard = 'open') {
  let ids = 0
  let tell: ((changes: ChangeHead[]) => void) | undefined
  const messages: Message[] = []
  const store = createChangesStore({
    preview: async () => previewed(preview),
    apply: async () => stream({ type: 'change', change: change('applied') }),
    undo: async () => stream({ type: 'change', change: change('undone') }),
    resume: async () => stream({ type: 'change', change: change('applied') }),
    get: async () => change('applied'),
    settle: async () => [],
    watch: ({ value }) => {
      tell = value
      return () => undefined
    },
    guardOf: () => ({ environment: 'local', guard }),
    notify: (message) => messages.push(message),
    notifyFailure: (title, failure) =>
      messages.push({ title, description: failure.message, tone: 'failure' }),
    now: () => 0,
    newId: () => `run ${++ids}`,
    ...services,
  })
  store.getState().follow()
  const propose = async (): Promise<void> => {
    store.getState().propose({ targetId: 'pg', sql, measure: [{ sql: 'SELECT 1' }, { sql: 'SELECT 2' }] })
    await vi.waitFor(() => expect(proposal().preview.kind).toBe('ready'))
  }
  const proposal = () => {
    const { dialog } = store.getState()
    if (dialog?.kind !== 'proposal') throw new Error(`the dialog shows ${dialog?.kind ?? 'nothing'}`)
    return dialog.proposal
  }
  const run = () => {
    const last = Object.values(store.getState().runs).at(-1)
    if (last === undefined) throw new Error('nothing was begun')
    return last
  }
  return { store, messages, propose, proposal, run, tell: (...changes: ChangeHead[]) => tell?.(changes) }
}

async function* stream(...events: ChangeEvent[]): AsyncGenerator<ChangeEvent> {
  yield* events
}

async function* previewed(preview: ChangePreview): AsyncGenerator<PreviewEvent> {
  yield { type: 'progress', elapsedMs: 0 }
  yield { type: 'preview', preview }
}

const begun = { type: 'progress', changeId: 'c1', phase: 'running', elapsedMs: 1 } as const

/** Tells that it has begun, and then nothing until it is cancelled, as a long build does. */
async function endless(signal: AbortSignal): Promise<AsyncIterable<ChangeEvent>> {
  return (async function* () {
    yield begun
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Failure('CANCELLED', 'Cancelled.')))
    })
  })()
}

describe('proposing a change', () => {
  it('shows what it would do, with every statement to be measured', async () => {
    const { propose, proposal } = open()
    await propose()
    expect(proposal().preview).toMatchObject({ kind: 'ready', preview })
    expect(proposal().measure.map(({ chosen }) => chosen)).toEqual([true, true])
  })

  it('takes the answer about the statement as it is now, not about an earlier one', async () => {
    const waiting: { sql: string; answer: (events: AsyncIterable<PreviewEvent>) => void }[] = []
    const { store, proposal } = open({
      preview: async (input) =>
        await new Promise((resolve) => waiting.push({ sql: input.sql, answer: resolve })),
    })
    store.getState().propose({ targetId: 'pg', sql: 'first' })
    store.getState().editSql('second')
    waiting[1]?.answer(previewed({ ...preview, title: 'Second' }))
    waiting[0]?.answer(previewed({ ...preview, title: 'First' }))
    await vi.waitFor(() => expect(proposal().preview).toMatchObject({ preview: { title: 'Second' } }))
    expect(waiting.map((question) => question.sql)).toEqual(['first', 'second'])
  })

  it('keeps what was told while it looks again', async () => {
    const { store, propose, proposal } = open()
    await propose()
    store.getState().refreshPreview()
    expect(proposal().preview).toMatchObject({ kind: 'ready', refreshing: true, preview })
  })

  it('says why there is no preview', async () => {
    const { store, proposal } = open({
      preview: async () => await Promise.reject(new Failure('BAD_INPUT', 'Not a change.')),
    })
    store.getState().propose({ targetId: 'pg', sql: 'SELECT' })
    await vi.waitFor(() => expect(proposal().preview.kind).toBe('failed'))
  })
})

describe('applying a change', () => {
  it('sends the statement with the chosen measurements and shows how it ended', async () => {
    const apply = vi.fn<ChangeServices['apply']>(async () =>
      stream(begun, { type: 'change', change: change('applied') }),
    )
    const { store, propose, run } = open({ apply })
    await propose()
    store.getState().chooseMeasure(0, false)
    store.getState().apply('local')
    await vi.waitFor(() => expect(run().state.kind).toBe('ended'))
    expect(apply.mock.calls[0]?.[0]).toEqual({
      targetId: 'pg',
      sql,
      confirmation: 'local',
      measure: [{ sql: 'SELECT 2' }],
    })
    expect(store.getState().dialog).toEqual({ kind: 'run', runId: run().id })
    expect(store.getState().details.c1).toMatchObject({ kind: 'ready', change: { status: 'applied' } })
  })

  it('applies nothing that is refused', async () => {
    const apply = vi.fn<ChangeServices['apply']>()
    const { store, propose } = open({
      apply,
      preview: async () => previewed({ ...preview, refusal: { message: 'It is there already.' } }),
    })
    await propose()
    store.getState().apply()
    expect(apply).not.toHaveBeenCalled()
  })

  it('comes back to the proposal, as it was, where nothing came of it', async () => {
    const { store, propose, proposal } = open({
      apply: async () => await Promise.reject(new Failure('REFUSED', 'That is not its name.')),
    })
    await propose()
    store.getState().chooseMeasure(1, false)
    store.getState().apply('lokal')
    await vi.waitFor(() => expect(proposal().failure?.message).toBe('That is not its name.'))
    expect(proposal().measure.map(({ chosen }) => chosen)).toEqual([true, false])
  })

  it('goes on when the dialog is closed, is shown again from the ledger, and tells its end', async () => {
    const end = Promise.withResolvers<void>()
    const { store, messages, propose, run, tell } = open({
      apply: async () =>
        (async function* () {
          yield begun
          await end.promise
          yield { type: 'change', change: change('applied') } as const
        })(),
    })
    await propose()
    store.getState().apply()
    await vi.waitFor(() => expect(run().changeId).toBe('c1'))
    store.getState().close()
    tell(head('applying'))
    store.getState().open('c1')
    expect(store.getState().dialog).toEqual({ kind: 'run', runId: run().id })
    store.getState().close()
    end.resolve()
    await vi.waitFor(() => expect(messages).toHaveLength(1))
    messages[0]?.action?.run()
    expect(store.getState().dialog).toEqual({ kind: 'change', changeId: 'c1' })
  })

  it('is cancelled at once, and the ledger says what became of it', async () => {
    const { store, propose, run, tell } = open({
      apply: async (_, signal) => await endless(signal),
      get: async () => change('failed', { message: 'Cancelled; nothing is left.' }),
    })
    await propose()
    store.getState().apply()
    await vi.waitFor(() => expect(run().changeId).toBe('c1'))
    store.getState().cancel(run().id)
    expect(run().state.kind).toBe('ending')
    tell(head('applying'))
    expect(run().state.kind).toBe('ending')
    tell(head('failed'))
    await vi.waitFor(() =>
      expect(run().state).toMatchObject({
        kind: 'ended',
        change: { message: 'Cancelled; nothing is left.' },
      }),
    )
  })
})

describe('undoing a change', () => {
  it('begins at once where the guard is open', async () => {
    const { store, run, tell } = open()
    tell(head('applied'))
    store.getState().undo('c1')
    await vi.waitFor(() => expect(run()).toMatchObject({ task: 'undo', state: { kind: 'ended' } }))
  })

  it('asks first where the guard as it is now wants that, whatever it was then', async () => {
    const undo = vi.fn<ChangeServices['undo']>(async () =>
      stream({ type: 'change', change: change('undone') }),
    )
    const { store, tell } = open({ undo }, 'confirm')
    tell(head('applied'))
    store.getState().undo('c1')
    expect(store.getState().dialog).toMatchObject({ kind: 'question', task: 'undo', changeId: 'c1' })
    expect(undo).not.toHaveBeenCalled()
    store.getState().confirm('local')
    expect(undo.mock.calls[0]?.[0]).toEqual({ id: 'c1', confirmation: 'local' })
  })
})

describe('the ledger', () => {
  it('reads a change anew when its state has changed, and once only while it has not', async () => {
    const get = vi.fn<ChangeServices['get']>(async () => change('applied'))
    const { store, tell } = open({ get })
    store.getState().get('c1')
    await vi.waitFor(() => expect(store.getState().details.c1?.kind).toBe('ready'))
    store.getState().get('c1')
    tell(head('applied'))
    expect(get).toHaveBeenCalledTimes(1)
    tell(head('undone'))
    expect(get).toHaveBeenCalledTimes(2)
  })

  it('asks once what became of interrupted changes, and tells it with the way to clean up', async () => {
    const settle = vi.fn<ChangeServices['settle']>(async () => [
      change('partial', { message: 'The index is INVALID.' }),
    ])
    const { store, messages, tell } = open({ settle })
    tell(head('interrupted'))
    await store.getState().settle(['pg'])
    await store.getState().settle(['pg'])
    expect(settle.mock.calls).toEqual([['pg']])
    expect(messages).toHaveLength(1)
    expect(messages[0]?.description).toContain('The index is INVALID.')
    expect(messages[0]?.action?.label).toBe('Clean up…')
  })

  it('leaves alone what lives in another page, and other environments', async () => {
    const settle = vi.fn<ChangeServices['settle']>(async () => [])
    const { store, tell } = open({ settle })
    tell(head('applying'), head('interrupted', { id: 'c2', targetId: 'elsewhere' }))
    await store.getState().settle(['pg'])
    expect(settle).not.toHaveBeenCalled()
  })

  it('asks again about a target that could not be reached when its environment is opened', async () => {
    const settle = vi
      .fn<ChangeServices['settle']>()
      .mockRejectedValueOnce(new Failure('UNREACHABLE', 'Nobody answers.'))
      .mockResolvedValueOnce([change('applied')])
    const { store, messages, tell } = open({ settle })
    tell(head('interrupted'))
    await store.getState().settle(['pg'])
    await store.getState().settle(['pg'])
    await store.getState().settle(['pg'], true)
    expect(messages.map(({ tone }) => tone)).toEqual(['failure', 'plain'])
  })
})
