import { amount, at, figure, type FlatPlan, text } from './flat-plan.ts'

/** What the server measured at each node, over all loops and processes. */
export interface Work {
  analyzed: boolean
  timed: boolean
  /** Executions; 0 when never executed. */
  loops: Float64Array
  /**
   * Time of all loops and processes together. The server divides by loops (all processes') before it
   * prints, so this is the printed figure times the printed loops.
   */
  processMs: Float64Array
  /** How far `processMs` can be off: the printed figure has three decimals, per loop. */
  roundingMs: Float64Array
  /** Rows of all loops and processes. */
  rows: Float64Array
  /** Time in each process, where VERBOSE tells it. */
  perProcess: (ProcessTimes | undefined)[]
}

export interface ProcessTimes {
  /** Processes that ran the node, the leader included. */
  processes: number
  /** Time in the process that spent most. */
  longestMs: number
}

/** Half of the last decimal that the server prints. */
const halfDecimalMs = 0.0005

export function readWork(flat: FlatPlan): Work {
  const { length } = flat
  const work: Work = {
    analyzed: false,
    timed: false,
    loops: new Float64Array(length),
    processMs: new Float64Array(length),
    roundingMs: new Float64Array(length),
    rows: new Float64Array(length),
    perProcess: [],
  }
  for (let n = 0; n < length; n++) {
    const own = flat.properties[n]
    const loops = amount(own, 'Actual Loops')
    work.analyzed ||= figure(own, 'Actual Loops') !== undefined
    work.timed ||= figure(own, 'Actual Total Time') !== undefined
    work.loops[n] = loops
    work.processMs[n] = amount(own, 'Actual Total Time') * loops
    work.roundingMs[n] = halfDecimalMs * loops
    work.rows[n] = amount(own, 'Actual Rows') * loops
  }
  work.perProcess = flat.properties.map((_, n) => processTimes(flat, n, work))
  return work
}

/** A worker's part of a node; the leader is never listed. */
export interface WorkerFigures {
  number: number
  loops: number | undefined
  rows: number | undefined
  inclusiveMs: number | undefined
  blocks: number | undefined
}

export function readWorkers(flat: FlatPlan, n: number): WorkerFigures[] {
  const workers = flat.properties[n]?.['Workers']
  if (!Array.isArray(workers)) return []
  return workers.flatMap((worker) => {
    if (typeof worker !== 'object' || worker === null || Array.isArray(worker)) return []
    const loops = figure(worker, 'Actual Loops')
    const perLoopMs = figure(worker, 'Actual Total Time')
    const perLoopRows = figure(worker, 'Actual Rows')
    const hit = figure(worker, 'Shared Hit Blocks')
    const read = figure(worker, 'Shared Read Blocks')
    return {
      number: amount(worker, 'Worker Number'),
      loops,
      rows: perLoopRows === undefined || loops === undefined ? undefined : perLoopRows * loops,
      inclusiveMs: perLoopMs === undefined || loops === undefined ? undefined : perLoopMs * loops,
      blocks: hit === undefined && read === undefined ? undefined : (hit ?? 0) + (read ?? 0),
    }
  })
}

/** The node's own figures are those of all processes, so what the workers leave is the leader's. */
function processTimes(flat: FlatPlan, n: number, work: Work): ProcessTimes | undefined {
  const workers = readWorkers(flat, n).filter((worker) => worker.inclusiveMs !== undefined)
  if (workers.length === 0) return undefined
  let leaderMs = at(work.processMs, n)
  let leaderLoops = at(work.loops, n)
  let longestMs = 0
  let processes = 0
  for (const { inclusiveMs = 0, loops = 0 } of workers) {
    leaderMs -= inclusiveMs
    leaderLoops -= loops
    if (loops > 0) processes++
    longestMs = Math.max(longestMs, inclusiveMs)
  }
  if (leaderLoops > 0) {
    processes++
    longestMs = Math.max(longestMs, leaderMs)
  }
  return { processes: Math.max(1, processes), longestMs }
}

/** Whether a node starts workers. */
export function isGather(flat: FlatPlan, n: number): boolean {
  const type = text(flat.properties[n], 'Node Type')
  return type === 'Gather' || type === 'Gather Merge'
}

/** Whether a node is a Gather that got at least one worker. */
export function startedWorkers(flat: FlatPlan, n: number): boolean {
  return isGather(flat, n) && amount(flat.properties[n], 'Workers Launched') > 0
}
