/**
 * Plans: reads what EXPLAIN printed, in any format and from any source, accounts time, rows, blocks and
 * I/O to the node that caused them, and finds what costs the query its time. Nothing here talks to a
 * server: a plan is text in, the contract's Plan out. Large texts are read in a worker thread, so that
 * nothing else waits for them.
 */
import type { Plan } from '#shared/contract/plan.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import { accountPlan } from './account.ts'
import { planFromTextInWorker } from './in-worker.ts'
import type { RawPlan } from './raw.ts'
import { readRawPlan } from './read.ts'

/** Reading and accounting this much takes some ten milliseconds, less than starting a thread. */
const longestInline = 1_000_000

/** As the contract allows; V8 holds no string of more than some 500 million characters. */
const longestText = 200_000_000

/**
 * Reads a plan from a text of any kind. Throws a Failure: BAD_INPUT when there is no plan in it or it
 * is too long, CANCELLED when the signal fires.
 */
export async function planFromText(text: string, signal?: AbortSignal): Promise<Plan> {
  throwIfCancelled(signal)
  if (text.length > longestText) {
    throw new Failure(
      'BAD_INPUT',
      `The plan has ${Math.round(text.length / 1e6)} million characters, more than the 200 million that can be read.`,
      {
        hint: 'Save only the one EXPLAIN output you want to look at, not the whole log.',
      },
    )
  }
  if (text.length > longestInline) return await planFromTextInWorker(text, signal)
  return planFromRaw(readRawPlan(text), text)
}

/** The plan of an EXPLAIN output that was read already; `text` is what it was read from. */
export function planFromRaw(raw: RawPlan, text: string): Plan {
  return accountPlan(raw, text)
}
