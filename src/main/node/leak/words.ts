import type { LeakSite } from '#shared/contract/node/leak.ts'
import { bytes, count, counted, duration, percent } from '../../wording.ts'
import type { Emptying } from './emptying.ts'
import type { Growth, Verdict } from './judge.ts'
import type { Observed } from './next-step.ts'
import { type RoundTrend, requestsOf, type Stretch } from './series.ts'
import { EXPLAINING_SHARE } from './thresholds.ts'

interface Told {
  settled: Verdict
  observed: Observed
  trend: RoundTrend
  growth: Growth
  sites: readonly LeakSite[]
  thread: string | undefined
  emptying: Emptying | null
}

/** Why it is called so, one or two sentences with figures. */
export function reasonOf(told: Told): string {
  const { settled, observed } = told
  switch (settled.verdict) {
    case 'leak':
      return `${grew(told)}${wentOn(told)}${notEmptied(told)}. ${bySites(told.sites)}`
    case 'no leak':
      switch (settled.why) {
        case 'flat':
          return flat(told)
        case 'stopped':
          return `${grew(told)}, and then no more${inLongLoad(told)}: something filled up.`
        case 'expired':
          return `${grew(told)}, and let go of ${bytes(-sumOf(observed.waits).growthBytes)} in ${duration(sumOf(observed.waits).elapsedMs)} without requests: entries expire.`
        case 'stopped in time':
          return `${grew(told)} and went on without requests, and then no more: something filled up.`
      }
    // Each case above returns.
    case 'inconclusive':
      switch (settled.why) {
        case 'slowing':
          return `${grew(told)}, and goes on growing, more and more slowly${inLongLoad(told)}.`
        case 'uneven':
          return `${whose(told)} is uneven: ${range(told)}${inLongLoad(told)}.`
        case 'nobody':
          return `${grew(told)}${wentOn(told)}, but no allocation site is behind half of it. ${bySites(told.sites)}`
      }
  }
}

/** What to do next, where it is not decided. */
export function hintOf({ settled, observed }: Told): string | undefined {
  if (settled.verdict !== 'inconclusive') return undefined
  const more =
    observed.load === 'requests'
      ? `more requests per round than ${count(requestsOf(observed.rounds))}, or more rounds than ${observed.rounds.length}`
      : `longer rounds, or more of them than ${observed.rounds.length}`
  switch (settled.why) {
    case 'slowing':
      return `A large cache that fills looks like this. Run it again now that it is fuller, with ${more}.`
    case 'uneven':
      return `Run it again with ${more}, and with nothing else at work in the process.`
    case 'nobody':
      return `Run it again with ${more}, so that more of what stays is sampled, or compare two heap snapshots.`
  }
}

function flat(told: Told): string {
  const { observed, trend } = told
  const rounds = counted(observed.rounds.length, 'round')
  return trend.shape === 'flat'
    ? `${whose(told)} is the same after each of ${rounds}: ${range(told)}.`
    : `${whose(told)} does not keep growing: in ${rounds} by ${bytes(trend.slope)} each (${bytes(trend.low)} to ${bytes(trend.high)})${inLongLoad(told)}.`
}

function whose({ thread }: Told): string {
  return thread === undefined ? 'The heap' : `The heap of ${thread}`
}

/** `The heap grew by 1.2 MiB a round, 630 B for each request`. */
function grew(told: Told): string {
  const { trend, growth, observed } = told
  const requests = requestsOf(observed.rounds)
  const each =
    growth.perRequest !== null
      ? `, ${bytes(growth.perRequest)} for each request`
      : requests > 0 && told.settled.verdict !== 'leak'
        ? `, ${bytes(trend.slope / requests)} for each request`
        : ''
  return `${whose(told)} grew by ${bytes(Math.max(0, trend.slope))} (${bytes(trend.low)} to ${bytes(trend.high)}) in each of ${counted(observed.rounds.length, 'round')}${each}`
}

function wentOn({ settled, observed }: Told): string {
  if (settled.verdict !== 'leak') return inSome(observed)
  const kept = percent(settled.kept)
  if (settled.per === 'time') {
    const last = observed.waits.at(-1)
    return `, and with no requests for ${duration(last?.elapsedMs ?? 0)} at ${kept} of that pace: it is time that makes it grow, not requests`
  }
  const last = observed.longLoads.at(-1)
  if (!last) return ''
  return `, and kept ${kept} of that pace through ${stretch(observed, last)}, where a cache would have filled up`
}

function inSome({ longLoads }: Observed): string {
  return longLoads.length === 0 ? '' : `, and grew on`
}

function inLongLoad({ observed }: Told): string {
  const last = observed.longLoads.at(-1)
  if (!last) return ''
  const by =
    last.growthBytes < 0 ? `fell by ${bytes(-last.growthBytes)}` : `grew by ${bytes(last.growthBytes)}`
  const each = last.requests ? `, ${bytes(last.growthBytes / last.requests)} each` : ''
  return `; through ${stretch(observed, last)} it ${by}${last.growthBytes < 0 ? '' : each}`
}

function stretch({ load }: Observed, { requests, elapsedMs }: Stretch): string {
  if (load === 'requests') return `${counted(requests ?? 0, 'more request')} in one go`
  return `${duration(elapsedMs)} more of traffic${requests === null ? '' : ` (${counted(requests, 'request')})`}`
}

function sumOf(stretches: readonly Stretch[]): Pick<Stretch, 'elapsedMs' | 'growthBytes'> {
  return {
    elapsedMs: stretches.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
    growthBytes: stretches.reduce((sum, { growthBytes }) => sum + growthBytes, 0),
  }
}

function notEmptied({ emptying, settled }: Told): string {
  if (!emptying || settled.verdict !== 'leak' || settled.per === 'time') return ''
  const { what, file, line } = emptying
  return `; what takes entries out, ${what.replaceAll(/\s+/g, ' ')} in ${fileName(file)}:${line}, does not keep it from that`
}

function range({ trend }: Told): string {
  return `between ${bytes(trend.low)} and ${bytes(trend.high)} more a round, where ${bytes(trend.floor)} would be worth a word`
}

function bySites(sites: readonly LeakSite[]): string {
  const [top] = sites
  if (!top) return 'Who allocated it could not be sampled.'
  const place = top.file === '' ? '' : ` (${fileName(top.file)}:${top.line})`
  return top.share >= EXPLAINING_SHARE
    ? `${percent(top.share)} of it was allocated in ${top.name}${place}.`
    : `Most of it, ${percent(top.share)}, was allocated in ${top.name}${place}.`
}

function fileName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file
}
