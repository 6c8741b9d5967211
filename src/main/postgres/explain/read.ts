import { Failure } from '#shared/failure.ts'
import type { RawPlan } from './raw.ts'
import { plainCharacters } from './readers/characters.ts'
import { type Found, findPlans } from './readers/find.ts'
import { durationOf } from './readers/tree.ts'

const HINT = 'Paste what EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) printed, whole, or its text form.'

/**
 * Reads the output of EXPLAIN in any of its formats, with whatever psql, a log, a mail or a web page
 * put around it. Of several plans it takes the one that ran longest and says so in the notes.
 *
 * Throws BAD_INPUT, with a sentence for people, for what holds no plan or only a piece of one. Takes
 * time linear in the length of the text.
 */
export function readRawPlan(text: string): RawPlan {
  const plain = plainCharacters(text)
  const found = findPlans(plain)
  const [first] = found.plans
  if (!first) throw failureFor(plain, found)
  let plan = first
  for (const other of found.plans) if ((durationOf(other) ?? 0) > (durationOf(plan) ?? 0)) plan = other
  const others = found.plans.length - 1 + found.unread
  if (others > 0) {
    const which = durationOf(plan) === undefined ? 'the first is' : 'the slowest is'
    plan.notes.push(`${others + 1} plans were found; ${which} shown.`)
  }
  if (found.cut)
    plan.notes.push(`One more plan was left out: the text ends in the middle of it, ${found.cut}.`)
  return plan
}

function failureFor(text: string, found: Found): Failure {
  if (found.cut !== undefined) {
    return new Failure('BAD_INPUT', `The plan is cut off: the text ends in the middle of it, ${found.cut}.`, {
      hint: 'Copy the whole output again; some tools shorten long results.',
    })
  }
  if (found.broken !== undefined) {
    return new Failure('BAD_INPUT', `The plan is damaged: ${found.broken}.`, { hint: HINT })
  }
  if (found.isFlat) {
    return new Failure(
      'BAD_INPUT',
      'The lines of the plan have lost their indentation, which says what is below what.',
      { hint: 'Copy the output again with its spaces, or use FORMAT JSON, which does not need them.' },
    )
  }
  if (/Utility Statement|Utility statements have no plan/.test(text.slice(0, 20_000))) {
    return new Failure('BAD_INPUT', 'EXPLAIN printed no plan: the statement is of a kind that has none.', {
      hint: 'Explain the query inside of it, for example the SELECT of a materialized view.',
    })
  }
  if (isSql(text)) {
    return new Failure('BAD_INPUT', 'This is a SQL statement, not the plan of one.', {
      hint: 'Run it with EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) before it and paste the result.',
    })
  }
  const start = text.trim().slice(0, 40).replace(/\s+/g, ' ')
  return new Failure('BAD_INPUT', `There is no plan in this text, which begins with “${start}”.`, {
    hint: HINT,
  })
}

function isSql(text: string): boolean {
  const start = text.slice(0, 20_000).replace(/^(?:\s+|--[^\n]*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)+/, '')
  return /^\(*\s*(?:select|with|insert|update|delete|merge|values|table|explain|create|alter|drop|begin|set|execute|prepare|truncate|copy|call|do)\b/i.test(
    start,
  )
}
