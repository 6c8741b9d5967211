import * as z from 'zod'
import { defineKind, neverUndone } from '../kind.ts'
import type { ResetStatements } from '../known-change.ts'
import { calledFunction } from './called-function.ts'

const note = 'The figures that were counted are not kept by the server.'

/** SELECT pg_stat_statements_reset(). */
export const resetStatements = defineKind<ResetStatements, Record<string, never>>({
  kinds: ['reset-statements'],
  form: 'SELECT pg_stat_statements_reset()',
  waitsForLocks: false,
  onStandby: true,
  before: z.object({}),
  ...neverUndone,

  read(statement, text) {
    if (calledFunction(statement)?.name !== 'pg_stat_statements_reset') return undefined
    return { kind: 'reset-statements', title: 'Reset pg_stat_statements', sql: text.sql, notes: [] }
  },

  plan: async (_session, change) => ({
    statements: [change.sql],
    undo: { sql: null, note },
    warnings: [...change.notes, note],
    before: {},
  }),

  look: async (_session, _change, _before, ending) =>
    ending.how === 'succeeded'
      ? { state: 'done', undo: { sql: null, note }, made: {} }
      : {
          state: 'nothing',
          ...(ending.how === 'unknown' ? { message: 'Whether the figures were reset is not known.' } : {}),
        },
})
