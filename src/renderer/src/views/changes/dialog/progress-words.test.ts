import { describe, expect, it } from 'vitest'
import type { ChangeProgress, ChangeRun, ProgressEvent } from '#renderer/stores/changes/model.ts'
import { Failure } from '#shared/failure.ts'
import { phaseWords, progressFigures } from './progress-words.ts'

function progress(more: Partial<ProgressEvent>): ChangeProgress {
  const event = { type: 'progress', phase: 'running', elapsedMs: 3000, ...more } as const
  return { event, at: 0, since: { done: 0, elapsedMs: 1000 } }
}

function run(state: ChangeRun['state'], task: ChangeRun['task'] = 'apply'): ChangeRun {
  return {
    id: 'r',
    task,
    title: 'Create index i on t',
    sql: 'CREATE INDEX',
    targetId: 'pg',
    startedAt: 0,
    changeId: 'c',
    proposal: undefined,
    state,
  }
}

describe('the figures', () => {
  it('are a share, a rate and what remains', () => {
    expect(progressFigures(progress({ done: 500, total: 2000, unit: 'blocks' }))).toBe(
      '25\u00a0% of 2,000\u00a0blocks · 250\u00a0blocks/s · 0:06 left',
    )
  })

  it('foretell nothing while it waits for others', () => {
    expect(progressFigures(progress({ phase: 'waiting', done: 1, total: 4, unit: 'transactions' }))).toBe(
      '1 of 4\u00a0transactions',
    )
  })

  it('are absent where nothing is counted', () => {
    expect(progressFigures(progress({}))).toBeUndefined()
  })
})

describe('the step', () => {
  it('is told by what it does', () => {
    expect(phaseWords(run({ kind: 'running', progress: undefined }))).toBe('Beginning')
    expect(phaseWords(run({ kind: 'running', progress: progress({}) }))).toBe('Changing the server')
    expect(phaseWords(run({ kind: 'running', progress: progress({}) }, 'undo'))).toBe('Taking it back')
  })

  it('says that a cancelled change is cleaned up, and that a lost one is looked for', () => {
    const cancelled = new Failure('CANCELLED', 'Cancelled.')
    const lost = new Failure('CONNECTION_LOST', 'Lost.')
    expect(phaseWords(run({ kind: 'ending', cause: cancelled }))).toMatch(/^Cancelling/)
    expect(phaseWords(run({ kind: 'ending', cause: lost }))).toMatch(/^The connection was lost/)
  })
})
