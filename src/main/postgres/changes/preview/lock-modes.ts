import type { ChangePreview } from '#shared/contract/changes.ts'

/** As pg_locks names them; https://www.postgresql.org/docs/current/explicit-locking.html. */
export type LockMode =
  | 'AccessShareLock'
  | 'RowShareLock'
  | 'RowExclusiveLock'
  | 'ShareUpdateExclusiveLock'
  | 'ShareLock'
  | 'ShareRowExclusiveLock'
  | 'ExclusiveLock'
  | 'AccessExclusiveLock'

interface Mode {
  /** For those who read and write the relation. */
  meaning: string
  /** The modes that it cannot be held beside: table 13.2 of the manual, the same in 12 to 18. */
  conflictsWith: readonly LockMode[]
}

const all: readonly LockMode[] = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
]

const modes = {
  AccessShareLock: {
    meaning: 'Reads and writes go on; DROP, TRUNCATE and most ALTER TABLE wait until it is done.',
    conflictsWith: ['AccessExclusiveLock'],
  },
  ShareUpdateExclusiveLock: {
    meaning:
      'Reads and writes go on; VACUUM, ANALYZE, other index builds CONCURRENTLY and ALTER TABLE on it wait.',
    conflictsWith: all.slice(3),
  },
  ShareLock: {
    meaning: 'Reads go on; INSERT, UPDATE and DELETE wait.',
    conflictsWith: [
      'RowExclusiveLock',
      'ShareUpdateExclusiveLock',
      'ShareRowExclusiveLock',
      'ExclusiveLock',
      'AccessExclusiveLock',
    ],
  },
  ExclusiveLock: {
    meaning: 'Reads go on; everything that writes waits.',
    conflictsWith: all.slice(1),
  },
  AccessExclusiveLock: {
    meaning: 'Everybody waits, readers too, until it is done.',
    conflictsWith: all,
  },
} satisfies Partial<Record<LockMode, Mode>>

/** Modes that a change takes. */
export type TakenMode = keyof typeof modes

/** A lock as the preview tells it; `more` says how long, or what is waited for. */
export function takes(mode: TakenMode, on: string, more?: string): ChangePreview['locks'][number] {
  const { meaning } = modes[mode]
  return { lock: mode, on, meaning: more === undefined ? meaning : `${meaning} ${more}` }
}

/** What a lock of one of the modes has to wait for. */
export function conflictsOf(...wanted: TakenMode[]): LockMode[] {
  const conflicting = new Set<LockMode>(
    wanted.flatMap((mode): readonly LockMode[] => modes[mode].conflictsWith),
  )
  return all.filter((mode) => conflicting.has(mode))
}
