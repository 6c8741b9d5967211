import type { PprofKind } from '#shared/contract/profiles.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PprofAddress } from './address.ts'

interface Wanted {
  kind: PprofKind
  seconds: number | undefined
}

const titles: Record<PprofKind, string> = {
  profile: 'CPU',
  heap: 'Heap',
  allocs: 'Allocations',
  goroutine: 'Goroutines',
  block: 'Blocking',
  mutex: 'Lock contention',
  threadcreate: 'Threads',
}

/** What is told where no difference over a time is asked for. */
const totals: Record<Exclude<PprofKind, 'profile'>, string> = {
  heap: 'alive at that moment, allocated since its start',
  allocs: 'since its start',
  goroutine: 'at that moment',
  block: 'since its start',
  mutex: 'since its start',
  threadcreate: 'since its start',
}

/** `CPU of localhost:6060`. */
export function profileName({ kind }: Wanted, { url }: PprofAddress): string {
  return `${titles[kind]} of ${url.host}`
}

export function durationOf(seconds: number | undefined): Milliseconds {
  return (seconds ?? 0) * 1000
}

/**
 * How it was fetched, for people.
 *
 * @param fileName what the answer calls it: `heap-delta` where the service made a difference. Versions of
 *   Go before there were differences answer with the total, at once, and call it `heap`.
 */
export function howFetched({ kind, seconds }: Wanted, fileName: string | undefined): string {
  if (kind === 'profile') return `for ${seconds ?? 0} s`
  if (seconds === undefined) return totals[kind]
  return fileName === undefined || fileName.endsWith('-delta')
    ? `difference over ${seconds} s`
    : `${totals[kind]}: this version of Go makes no differences`
}
