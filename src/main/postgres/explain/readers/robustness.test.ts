import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { readRawPlan } from '../read.ts'

const plans = join(import.meta.dirname, '../../../../../test/fixtures/plans')
const corpus = ['pg12', 'pg15', 'pg18', 'frames/psql', 'frames/log'].flatMap((folder) =>
  readdirSync(join(plans, folder)).map((file) => readFileSync(join(plans, folder, file), 'utf8')),
)

/** The plan, or the failure that says why not; anything else that is thrown is a defect. */
function attempt(text: string): unknown {
  try {
    return readRawPlan(text).root
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expect(error.code).toBe('BAD_INPUT')
    expect(error.message).toMatch(/^[A-Z].*\.$/s)
    expect(error.message.length).toBeLessThan(500)
    expect(error.hint).toBeTruthy()
    return error
  }
}

const anyPlan = fc.constantFrom(...corpus)
const part = fc.double({ min: 0, max: 1, noNaN: true })
const junk = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '"',
    "'",
    '\n',
    '\t',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '->',
    '|',
    '+',
    '\\',
    '\0',
    'Sort Key: ',
    '…',
    '</td>',
    '&gt;',
  ),
)

describe('damaged plans', () => {
  it('read or fail in words when they are cut off anywhere', () => {
    fc.assert(
      fc.property(anyPlan, part, (text, end) => {
        attempt(text.slice(0, Math.floor(end * text.length)))
      }),
      { numRuns: 600 },
    )
  })

  it('read or fail in words when their start is missing', () => {
    fc.assert(
      fc.property(anyPlan, part, (text, start) => {
        attempt(text.slice(Math.floor(start * text.length)))
      }),
      { numRuns: 400 },
    )
  })

  it('read or fail in words when something in them is replaced', () => {
    fc.assert(
      fc.property(
        anyPlan,
        fc.array(fc.tuple(part, part, junk), { minLength: 1, maxLength: 8 }),
        (text, edits) => {
          let damaged = text
          for (const [at, length, put] of edits) {
            const start = Math.floor(at * damaged.length)
            damaged = damaged.slice(0, start) + put + damaged.slice(start + Math.floor(length * 20))
          }
          attempt(damaged)
        },
      ),
      { numRuns: 800 },
    )
  })

  it('read or fail in words when lines are mixed up', () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, fc.array(part, { minLength: 1, maxLength: 40 }), (one, other, picks) => {
        const lines = [...one.split('\n'), ...other.split('\n')]
        attempt(picks.map((pick) => lines[Math.floor(pick * (lines.length - 1))]).join('\n'))
      }),
      { numRuns: 400 },
    )
  })

  it('fail in words when they are no plan at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 500 }),
          fc.array(junk).map((all) => all.join('')),
        ),
        (text) => {
          attempt(text)
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('deep plans', () => {
  const depth = 2000

  it.each([
    ['text', textOf(depth)],
    [
      'JSON',
      `${'{"Node Type": "Limit", "Plans": ['.repeat(depth - 1)}{"Node Type": "Limit"}${']}'.repeat(depth - 1)}`,
    ],
    [
      'XML',
      `<explain><Query>${'<Plan><Node-Type>Limit</Node-Type><Plans>'.repeat(depth - 1)}<Plan><Node-Type>Limit</Node-Type></Plan>${'</Plans></Plan>'.repeat(depth - 1)}</Query></explain>`,
    ],
  ])('of 2,000 levels read as %s', (_format, text) => {
    let node = readRawPlan(text).root
    let levels = 1
    for (let [below] = node.children; below !== undefined; [below] = node.children) {
      node = below
      levels += 1
    }
    expect(levels).toBe(depth)
  })
})

function textOf(depth: number): string {
  const lines = ['Limit  (cost=0.00..1.00 rows=1 width=4)']
  for (let level = 1; level < depth; level += 1) {
    lines.push(`${' '.repeat(level * 6 - 4)}->  Limit  (cost=0.00..1.00 rows=1 width=4)`)
  }
  return lines.join('\n')
}
