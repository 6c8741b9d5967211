import type { Measurement } from '#shared/contract/changes.ts'
import type { Session } from '../../session/session.ts'
import type { KnownChange, SetDatabaseSetting, SetRoleSetting, SetServerSetting } from '../known-change.ts'
import { type IndexFamily, indexesOf, indexToDrop, newIndex } from './changed-indexes.ts'
import { usesIndex } from './compare.ts'
import type { Measured } from './rounds.ts'
import { asItIs, canHideIndexes, type Enter, sessionSetting, withoutIndexes, withSetting } from './state.ts'

/** How the server is made to be as before and as after a change, in turn. */
export interface Switch {
  before: Enter
  after: Enter
  /** For the reader of the proof, one sentence. */
  how: string
  /** Whether the plans show that it does what it should. */
  worked: (measured: readonly Measured[]) => boolean
  /** Corrects a verdict that the plans show to say nothing. */
  judge: (measurement: Measurement) => Measurement
  /** What else the plans show, one sentence each. */
  notesOn: (measurement: Measurement) => string[]
}

/** How a change is measured. */
export type Way =
  /** All before, then all after; `why`, where it might have been otherwise. */
  | { kind: 'sequential'; why?: string }
  /** In turn before the change is made, by making it for a trial. */
  | { kind: 'switch-before'; change: Switch }
  /** In turn once it is made, by taking it back for a trial; undefined where that cannot be. */
  | { kind: 'switch-after'; prepare: (session: Session) => Promise<Switch | undefined> }

/** Looks what the role may do and chooses; leaves the session in a fresh READ ONLY transaction. */
export async function chooseWay(session: Session, change: KnownChange): Promise<Way> {
  if (change.kind === 'create-index') {
    if (!(await canHideIndexes(session))) return { kind: 'sequential', why: onlySuperusersHide }
    const known = await indexesOf(session, change)
    return {
      kind: 'switch-after',
      prepare: async (later) => {
        const created = await newIndex(later, change, known)
        return created && switchOfCreated(created)
      },
    }
  }
  if (change.kind === 'drop-index') {
    const dropped = await indexToDrop(session, change)
    if (!dropped) return { kind: 'sequential' }
    if (!(await canHideIndexes(session))) return { kind: 'sequential', why: onlySuperusersHide }
    return { kind: 'switch-before', change: switchOfDropped(dropped) }
  }
  if (setsSetting(change)) {
    const now = await sessionSetting(session, change.setting)
    if (!now?.canSet) {
      return { kind: 'sequential', why: `${change.setting} cannot be set for one transaction alone.` }
    }
    return {
      kind: 'switch-after',
      prepare: async (later) => await switchOfSetting(later, change, now.value),
    }
  }
  return { kind: 'sequential' }
}

type SetSetting = SetServerSetting | SetRoleSetting | SetDatabaseSetting

function setsSetting(change: KnownChange): change is SetSetting {
  return ['set-server-setting', 'set-role-setting', 'set-database-setting'].includes(change.kind)
}

const onlySuperusersHide =
  'With a superuser the index could have been hidden from the planner in turn, which is the fairer comparison.'

function switchOfCreated(created: IndexFamily): Switch {
  const unused = ({ after }: Measurement): boolean =>
    after !== undefined && !usesIndex(after.plan, created.names)
  return {
    before: withoutIndexes(created.oids),
    after: asItIs,
    how: 'For the runs without it the new index was hidden from the planner in transactions that were rolled back.',
    worked: (measured) =>
      measured.every(({ states: [without] }) => !without || !usesIndex(without.plan, created.names)),
    judge: (measurement) =>
      created.waits && unused(measurement) ? { ...measurement, verdict: 'unclear' } : measurement,
    notesOn: (measurement) => {
      if (!unused(measurement)) return []
      return created.waits
        ? [
            `The planner may not use the new index before the transactions end that are older than it: measure again later. ${beginning(measurement.sql)}`,
          ]
        : [`The planner does not use the new index for this statement: ${beginning(measurement.sql)}`]
    },
  }
}

function switchOfDropped(dropped: IndexFamily): Switch {
  return {
    before: asItIs,
    after: withoutIndexes(dropped.oids),
    how: 'Before it was dropped, the index was hidden from the planner in turn, in transactions that were rolled back.',
    worked: (measured) =>
      measured.every(({ states: [, without] }) => !without || !usesIndex(without.plan, dropped.names)),
    judge: (measurement) => measurement,
    notesOn: () => [],
  }
}

async function switchOfSetting(
  session: Session,
  change: SetSetting,
  before: string,
): Promise<Switch | undefined> {
  const now = (await sessionSetting(session, change.setting))?.value
  const after = now === before ? await settingOfOthers(session, change) : now
  if (after === undefined || after === before) return undefined
  return {
    before: withSetting(change.setting, before),
    after: withSetting(change.setting, after),
    how: `${change.setting} was ${before} and ${after} in turn, set for one transaction at a time.`,
    worked: () => true,
    judge: (measurement) => measurement,
    notesOn: () => [],
  }
}

/** The value where it was set for another role or database than those of this session. */
async function settingOfOthers(session: Session, change: SetSetting): Promise<string | undefined> {
  if (change.kind === 'set-server-setting') return undefined
  const role = change.kind === 'set-role-setting' ? change.role : undefined
  const [row] = await session.run(
    `SELECT substr(item, strpos(item, '=') + 1)
      FROM pg_catalog.pg_db_role_setting s
        LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
        LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) AS item
      WHERE r.rolname IS NOT DISTINCT FROM $1 AND d.datname IS NOT DISTINCT FROM $2
        AND lower(split_part(item, '=', 1)) = lower($3)`,
    [role ?? null, change.database ?? null, change.setting],
  )
  return row?.[0] ?? undefined
}

/** Enough of a statement to know it by. */
export function beginning(sql: string): string {
  const line = sql.trim().replaceAll(/\s+/g, ' ')
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
