import type { Freeing } from '../lazy-freeing.ts'

/** What made the server wait, and what to do about it. */
export interface EventKind {
  what: string
  advice: string
  freeing?: Freeing
}

const disk = 'The disk is slow or busy: look what else writes to it, and whether it is a network disk.'

/** By the beginning of the event's name. */
const kinds: readonly (readonly [string, EventKind])[] = [
  ['command', { what: 'A slow command', advice: 'The slow log shows which.' }],
  [
    'fast-command',
    {
      what: 'A command that is always fast',
      advice:
        'It is the machine that was slow: another process, swapping, a virtual machine that was held, huge pages.',
    },
  ],
  [
    'fork',
    {
      what: 'Copying the process for a save',
      advice: 'The more memory, the longer it takes: turn huge pages off, save less often, or on a replica.',
    },
  ],
  ['expire-del', { what: 'Freeing an expired key', advice: 'It was a big one.', freeing: 'expire' }],
  [
    'expire-cycle',
    { what: 'Taking away expired keys', advice: 'Many expire at once: spread their TTLs (jitter).' },
  ],
  ['eviction-del', { what: 'Freeing an evicted key', advice: 'It was a big one.', freeing: 'eviction' }],
  [
    'eviction-cycle',
    { what: 'Evicting', advice: 'More is written than the limit holds: see the memory limit.' },
  ],
  ['aof', { what: 'Writing the AOF', advice: disk }],
  ['rdb', { what: 'Work on the RDB file', advice: disk }],
  ['active-defrag-cycle', { what: 'Active defragmentation', advice: 'Lower active-defrag-cycle-max.' }],
]

export function kindOf(name: string): EventKind | undefined {
  return kinds.find(([beginning]) => name === beginning || name.startsWith(`${beginning}-`))?.[1]
}
