import type { ChangedKeys } from '#shared/contract/changes.ts'
import type { Journal } from '../journal/index.ts'
import { type Reason, reasonTexts } from './reasons.ts'

/** What a change of keys has done so far, from its journal. */
export function summaryOf(journal: Journal): ChangedKeys & { notes: string[] } {
  const tally = journal.tally()
  const { complete, ruledOut } = journal.notes()
  const sum = (...states: string[]): number =>
    tally.filter(({ state }) => states.includes(state)).reduce((total, { keys }) => total + keys, 0)
  const skipped = new Map<Reason, number>()
  const add = (reason: Reason, keys: number): void =>
    void skipped.set(reason, (skipped.get(reason) ?? 0) + keys)
  // The names of these are its keys.
  for (const [reason, keys] of Object.entries(ruledOut)) add(reason as Reason, keys)
  for (const { state, reason, keys } of tally) if (state === 'skipped') add(reason ?? 'refused', keys)
  const changed = sum('changed', 'returning', 'restored', 'notRestored')
  return {
    matched: changed + sum('sent') + [...skipped.values()].reduce((total, keys) => total + keys, 0),
    changed,
    skipped: reasonsOf(skipped),
    restored: sum('restored'),
    notRestored: sum('notRestored'),
    unfinished: !complete || sum('sent') > 0,
    notes: tally
      .filter(
        ({ state, reason }) => (state === 'notRestored' || state === 'restored') && reason !== undefined,
      )
      .map(({ reason, keys }) => `${keys.toLocaleString('en')} ${reasonTexts[reason ?? 'refused']}`),
  }
}

/** The most frequent first, in words. */
export function reasonsOf(counts: ReadonlyMap<Reason, number>): { reason: string; keys: number }[] {
  return [...counts]
    .filter(([, keys]) => keys > 0)
    .toSorted(([, one], [, other]) => other - one)
    .map(([reason, keys]) => ({ reason: reasonTexts[reason], keys }))
}
