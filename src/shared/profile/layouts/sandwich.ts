import { Float64Column, Int32Column } from '../column.ts'
import type { FlamePaths, TreeColumns } from '../layout.ts'
import type { IndexIntoFrameTable, WeightUnit } from '../model.ts'
import { pathsOfRows } from '../paths.ts'
import { StackRows } from '../stack-rows.ts'
import { leftHeavyColumns } from './left-heavy.ts'

/** Everything around one function, as two trees that are as wide as its total. */
export interface Sandwich {
  /** Its root is the function; what is above a frame is who called it, and how much of it came so. */
  callers: TreeColumns
  /** Its root is the function, below it what it called. */
  callees: TreeColumns
  /** The function alone, over all its calls, in the unit. */
  self: number
  /** The function with all it called; a call of it inside another is not counted again. */
  total: number
  /** So many callers of each call are shown, where going through all of all would take too long. */
  callersCutAt: number | null
}

/** Callers to go through in all; a second or two. */
const mostSteps = 20_000_000
const fewestCallers = 200

/**
 * The callers and callees of a function, heaviest first. Calls of the function from inside itself belong
 * to the outermost one: they are frames among its callees.
 */
export function layoutSandwich(unit: WeightUnit, paths: FlamePaths, frame: IndexIntoFrameTable): Sandwich {
  const { length, parent } = paths
  const callees = new WeighedRows()
  const callers = new WeighedRows()
  /** By path: the row among the callees that it has become, −1 outside of the function. */
  const below = new Int32Array(length).fill(-1)
  const outermost = new Int32Column()
  let self = 0
  let total = 0
  for (let path = 0; path < length; path++) {
    const weight = paths.self[path] ?? 0
    const within = below[parent[path] ?? -1] ?? -1
    const called = paths.frame[path] ?? -1
    if (called === frame) self += weight
    if (within < 0 && called !== frame) continue
    below[path] = callees.add(called, within, weight)
    if (within < 0) {
      outermost.push(path)
      total += paths.total[path] ?? 0
    }
  }

  const mostCallers = Math.max(fewestCallers, Math.floor(mostSteps / Math.max(1, outermost.length)))
  let cut = false
  for (let i = 0; i < outermost.length; i++) {
    // The call and its callers, inside out.
    const path = outermost.at(i)
    let row = -1
    let at = path
    for (let step = 0; at >= 0 && step <= mostCallers; step++) {
      row = callers.add(paths.frame[at] ?? -1, row, 0)
      at = parent[at] ?? -1
    }
    callers.weigh(row, paths.total[path] ?? 0)
    if (at >= 0) cut = true
  }
  return {
    callers: callers.columns(unit),
    callees: callees.columns(unit),
    self,
    total,
    callersCutAt: cut ? mostCallers : null,
  }
}

/** Merged paths with a weight of their own each. */
class WeighedRows {
  readonly #rows = new StackRows()
  readonly #self = new Float64Column()

  add(frame: IndexIntoFrameTable, above: number, weight: number): number {
    const row = this.#rows.row(frame, above)
    if (row === this.#self.length) this.#self.push(weight)
    else this.weigh(row, weight)
    return row
  }

  weigh(row: number, weight: number): void {
    this.#self.add(row, weight)
  }

  columns(unit: WeightUnit): TreeColumns {
    return leftHeavyColumns(unit, pathsOfRows(this.#rows.toTable(), this.#self.toArray()))
  }
}
