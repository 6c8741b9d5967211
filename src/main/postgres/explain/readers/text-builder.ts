import type { RawNode, RawPlan } from '../raw.ts'
import { splitList } from './text-expressions.ts'
import {
  plainValue,
  readDetail,
  readJitDetail,
  readPlanningMemory,
  readSerialization,
  readSettings,
  readTrigger,
} from './text-details.ts'
import { type Header, readTarget, readWorkerFigures } from './text-header.ts'
import { isObject, type JsonObject } from './tree.ts'

/** Lines that belong to the one before them, because they stand further to the right. */
interface Section {
  column: number
  read: (key: string, value: string) => void
}

/** A node that may get more children. */
interface Level {
  node: RawNode
  column: number
  /** Children that are no subplans, so far. */
  inputs: number
}

/** One line of grouping sets: its key, its expressions, and whether it hangs on a `Sort Key`. */
interface GroupingLine {
  key: string
  items: string[]
  column: number
}

/**
 * Puts a plan together from its lines, in their order: a node's own lines come before its children, so
 * they always go to the node that came last.
 */
export class PlanBuilder {
  readonly #root: RawNode
  readonly #rootColumn: number
  readonly #statement: JsonObject = {}
  readonly #notes: string[] = []
  readonly #stack: Level[]
  readonly hasFigures: boolean
  #latest: RawNode
  #sections: Section[] = []
  #subplan: { name: string; column: number } | undefined
  #grouping: GroupingLine[] = []
  #isTimed = false
  #hasIndentation = false
  #withoutIndentation = 0
  #hasEnded = false

  constructor(header: Header, column: number) {
    this.hasFigures = header.hasFigures
    this.#rootColumn = column
    this.#root = { properties: header.properties, children: [] }
    this.#latest = this.#root
    this.#stack = [{ node: this.#root, column, inputs: 0 }]
    this.#complete(header)
  }

  /** A line of the statement, such as its execution time, has been read: no more nodes are to come. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  get rootColumn(): number {
    return this.#rootColumn
  }

  note(sentence: string): void {
    if (!this.#notes.includes(sentence)) this.#notes.push(sentence)
  }

  /** A line with an arrow. False where it is not below this plan's root. */
  addNode(header: Header, arrowColumn: number, rootHasArrow: boolean): boolean {
    this.#finishNode()
    // The arrow below a subplan's name stands further to the right than those of its siblings.
    const column = Math.min(arrowColumn, this.#subplan?.column ?? arrowColumn)
    while (this.#stack.length > 1 && (this.#stack.at(-1)?.column ?? 0) >= column) this.#stack.pop()
    const parent = this.#stack.at(-1) ?? { node: this.#root, column: this.#rootColumn, inputs: 0 }
    if (column <= this.#rootColumn) {
      if (rootHasArrow) return false
      this.#withoutIndentation += 1
    } else this.#hasIndentation = true
    const node: RawNode = { properties: header.properties, children: [] }
    this.#relate(node, parent)
    this.#complete(header)
    parent.node.children.push(node)
    this.#stack.push({ node, column, inputs: 0 })
    this.#latest = node
    this.#sections = []
    return true
  }

  /** `InitPlan 1 (returns $0)`, `CTE name`: names the node of the next arrow. */
  addSubplanName(name: string, column: number): void {
    this.#subplan = { name, column }
  }

  /** `Update on public.part_1 p`: a further target of a ModifyTable. */
  addTarget(target: string): void {
    const known = this.#latest.properties['Target Tables']
    const targets = Array.isArray(known) ? known : []
    targets.push(readTarget(target, 'Relation Name'))
    this.#latest.properties['Target Tables'] = targets
  }

  addDetail(key: string, value: string, column: number): void {
    while (this.#sections.length > 0 && (this.#sections.at(-1)?.column ?? 0) >= column) this.#sections.pop()
    const section = this.#sections.at(-1)
    if (section) section.read(key, value)
    else if (isStatementKey(key)) this.#readStatement(key, value, column)
    else if (this.#hasIndentation && column <= this.#rootColumn) {
      this.#hasEnded = true
      this.#statement[key] = plainValue(key, value)
    } else this.#readNodeDetail(key, value, column)
  }

  /**
   * Whether a node of several lacks one of the inputs that it cannot be without: the text ended before
   * them. Only nodes that could still get some are looked at.
   */
  get lacksInputs(): boolean {
    return this.#root !== this.#latest && this.#stack.some(({ node, inputs }) => inputs < leastInputs(node))
  }

  /** The whole plan. Undefined where the arrows have lost the indentation that says what is below what. */
  finish(): RawPlan | undefined {
    this.#finishNode()
    if (this.#withoutIndentation > 1) return undefined
    const sql = this.#statement['Query Text']
    return {
      source: 'text',
      root: this.#root,
      statement: this.#statement,
      ...(typeof sql === 'string' ? { sql } : {}),
      notes: this.#notes,
    }
  }

  #relate(node: RawNode, parent: Level): void {
    const name = this.#subplan?.name
    this.#subplan = undefined
    if (name !== undefined) {
      node.properties['Parent Relationship'] = name.startsWith('SubPlan') ? 'SubPlan' : 'InitPlan'
      node.properties['Subplan Name'] = name
      return
    }
    const type = parent.node.properties['Node Type']
    const fixed = typeof type === 'string' ? fixedRelationships[type] : undefined
    const relationship = fixed ?? ['Outer', 'Inner'][parent.inputs] ?? 'Member'
    node.properties['Parent Relationship'] = relationship
    parent.inputs += 1
    if (type === 'ModifyTable' && parent.inputs > 1) {
      // Before 14 a partitioned table was changed through one plan for each partition.
      node.properties['Parent Relationship'] = 'Member'
      for (const first of parent.inputs === 2 ? parent.node.children : []) {
        if (first.properties['Subplan Name'] === undefined) first.properties['Parent Relationship'] = 'Member'
      }
    }
  }

  #complete(header: Header): void {
    if (header.properties['Actual Total Time'] !== undefined) this.#isTimed = true
    // The text says only "never executed", the other formats give figures, all 0.
    if (header.neverExecuted && this.#isTimed) {
      header.properties['Actual Startup Time'] = 0
      header.properties['Actual Total Time'] = 0
    }
  }

  #readNodeDetail(key: string, value: string, column: number): void {
    if (column > this.#rootColumn) this.#hasIndentation = true
    const { properties } = this.#latest
    const [, worker] = /^Worker (\d+)$/.exec(key) ?? []
    const [, jitWorker] = /^JIT for worker (\d+)$/.exec(key) ?? []
    if (worker !== undefined) this.#readWorker(Number(worker), value, column)
    else if (jitWorker !== undefined) this.#openJit(this.#worker(Number(jitWorker)), column)
    else if (properties['Node Type'] === 'Aggregate' && isGroupingKey(key)) {
      this.#grouping.push({ key, items: value === '()' ? [] : splitList(value), column })
    } else readDetail(key, value, properties)
  }

  #readWorker(number: number, value: string, column: number): void {
    const worker = this.#worker(number)
    if (!readWorkerFigures(value, worker)) {
      const at = value.indexOf(': ')
      if (at !== -1) readDetail(value.slice(0, at), value.slice(at + 2), worker)
    }
    const section: Section = {
      column,
      read: (key, text) => {
        if (key === 'JIT') this.#openJit(worker, column + 1)
        else readDetail(key, text, worker)
      },
    }
    this.#sections.push(section)
  }

  #worker(number: number): JsonObject {
    const known = this.#latest.properties['Workers']
    const workers = Array.isArray(known) ? known : []
    this.#latest.properties['Workers'] = workers
    for (const worker of workers) if (isObject(worker) && worker['Worker Number'] === number) return worker
    const made: JsonObject = { 'Worker Number': number }
    workers.push(made)
    return made
  }

  #openJit(into: JsonObject, column: number): void {
    const jit: JsonObject = {}
    into['JIT'] = jit
    this.#sections.push({ column, read: (key, value) => readJitDetail(key, value, jit) })
  }

  #readStatement(key: string, value: string, column: number): void {
    this.#finishNode()
    if (key !== 'Query Text') this.#hasEnded = true
    const statement = this.#statement
    if (key === 'JIT') this.#openJit(statement, column)
    else if (key === 'Settings') statement['Settings'] = readSettings(value)
    else if (key === 'Planning' || key === 'Serialization') {
      const part = key === 'Planning' ? {} : readSerialization(value)
      this.#openPart(key, part, column)
    } else if (key.startsWith('Trigger ')) {
      const known = statement['Triggers']
      statement['Triggers'] = [
        ...(Array.isArray(known) ? known : []),
        readTrigger(key.slice('Trigger '.length), value),
      ]
    } else if (key === 'Query Identifier') statement[key] = value
    else statement[statementNames[key] ?? key] = plainValue(key, value)
  }

  #openPart(key: string, part: JsonObject, column: number): void {
    this.#statement[key] = part
    this.#sections.push({
      column,
      read: (name, text) => {
        if (name === 'Memory') readPlanningMemory(text, part)
        else readDetail(name, text, part)
      },
    })
  }

  /** What can only be told when all lines of a node are known. */
  #finishNode(): void {
    const { properties } = this.#latest
    if (properties['Node Type'] === 'Function Scan' && properties['Output'] && !properties['Schema']) {
      // VERBOSE gives every function its schema; the name alone is the alias of several functions.
      delete properties['Function Name']
    }
    const lines = this.#grouping
    this.#grouping = []
    if (lines.length === 0) return
    const [only] = lines
    if (lines.length === 1 && only?.key === 'Group Key') this.#latest.properties['Group Key'] = only.items
    else this.#latest.properties['Grouping Sets'] = groupingSets(lines)
  }
}

/** As FORMAT JSON nests them: sets of one sorting together, each hashed set by itself. */
function groupingSets(lines: GroupingLine[]): JsonObject[] {
  const sets: JsonObject[] = []
  let open: { set: JsonObject; column: number } | undefined
  for (const { key, items, column } of lines) {
    if (key === 'Sort Key') {
      const set: JsonObject = { 'Sort Key': items, 'Group Keys': [] }
      sets.push(set)
      // Its groups stand further to the right.
      open = { set, column: column + 1 }
    } else if (key === 'Hash Key') {
      sets.push({ 'Hash Keys': [items] })
      open = undefined
    } else {
      if (!open || column < open.column) {
        open = { set: { 'Group Keys': [] }, column }
        sets.push(open.set)
      }
      const groups = open.set['Group Keys']
      if (Array.isArray(groups)) groups.push(items)
    }
  }
  return sets
}

function isGroupingKey(key: string): boolean {
  return key === 'Group Key' || key === 'Hash Key' || key === 'Sort Key'
}

function leastInputs(node: RawNode): number {
  const type = node.properties['Node Type']
  if (typeof type !== 'string') return 0
  return twoInputs.has(type) ? 2 : oneInput.has(type) ? 1 : 0
}

const twoInputs = new Set([
  'Hash Join',
  'Merge Join',
  'Nested Loop',
  'Recursive Union',
  'BitmapAnd',
  'BitmapOr',
])
const oneInput = new Set([
  'Aggregate',
  'Bitmap Heap Scan',
  'Gather',
  'Gather Merge',
  'Group',
  'Hash',
  'Incremental Sort',
  'Limit',
  'LockRows',
  'Materialize',
  'Memoize',
  'ModifyTable',
  'ProjectSet',
  'SetOp',
  'Sort',
  'Unique',
  'WindowAgg',
])

const fixedRelationships: Record<string, string> = {
  Append: 'Member',
  'Merge Append': 'Member',
  BitmapAnd: 'Member',
  BitmapOr: 'Member',
  'Subquery Scan': 'Subquery',
  'Custom Scan': 'child',
}

/** Names of older versions. */
const statementNames: Record<string, string> = {
  'Planning time': 'Planning Time',
  'Execution time': 'Execution Time',
  'Total runtime': 'Execution Time',
}

const statementKey =
  /^(?:Planning|Planning [Tt]ime|Execution [Tt]ime|Total runtime|Settings|JIT|Serialization|Query Identifier|Query Text|Query Parameters|Trigger .*)$/s

/** Stands beside the plan, wherever its line begins. */
export function isStatementKey(key: string): boolean {
  return statementKey.test(key)
}
