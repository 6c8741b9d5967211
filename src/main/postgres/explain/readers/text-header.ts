import type { JsonObject } from './tree.ts'
import { takeName } from './text-expressions.ts'

/** What a line such as `->  Seq Scan on orders o  (cost=…) (actual …)` says, arrow left out. */
export interface Header {
  properties: JsonObject
  /** Planned or measured figures, or `never executed`, stand behind the title. */
  hasFigures: boolean
  neverExecuted: boolean
}

const number = String.raw`(-?\d+(?:\.\d+)?)`
const costs = new RegExp(
  String.raw`^\(cost\s*=\s*${number}\.\.${number}\s*rows\s*=\s*${number}\s*width\s*=\s*(\d+)\)`,
)
const actual = new RegExp(
  String.raw`^\(actual\s*(?:time\s*=\s*${number}\.\.${number}\s*)?rows\s*=\s*${number}\s*loops\s*=\s*(\d+)\)`,
)
const never = /^\(\s*never\s+executed\s*\)/

export function readHeader(line: string): Header {
  const at = figuresStart(line)
  const properties = readTitle((at === -1 ? line : line.slice(0, at)).trim())
  const header: Header = { properties, hasFigures: at !== -1, neverExecuted: false }
  if (at !== -1) readFigures(line.slice(at), header)
  return header
}

/** Where the figures behind a node's title begin, or −1. */
export function figuresStart(line: string): number {
  const cost = line.lastIndexOf('(cost=')
  if (cost !== -1 && costs.test(line.slice(cost))) return cost
  const measured = Math.max(line.lastIndexOf('(actual '), line.lastIndexOf('(never executed)'))
  if (measured === -1) return -1
  const figures = line.slice(measured)
  return actual.test(figures) || never.test(figures) ? measured : -1
}

function readFigures(figures: string, header: Header): void {
  const { properties } = header
  let rest = figures
  const planned = costs.exec(rest)
  if (planned) {
    properties['Startup Cost'] = Number(planned[1])
    properties['Total Cost'] = Number(planned[2])
    properties['Plan Rows'] = Number(planned[3])
    properties['Plan Width'] = Number(planned[4])
    rest = rest.slice(planned[0].length).trim()
  }
  if (never.test(rest)) {
    header.neverExecuted = true
    properties['Actual Rows'] = 0
    properties['Actual Loops'] = 0
    return
  }
  const measured = actual.exec(rest)
  if (measured) readMeasured(measured, properties)
}

/** `actual time=0.1..0.2 rows=3 loops=1`, as it also stands behind `Worker 0:`. */
export function readWorkerFigures(text: string, into: JsonObject): boolean {
  const measured = actual.exec(`(${text})`)
  if (measured) readMeasured(measured, into)
  return measured !== null
}

function readMeasured(measured: RegExpExecArray, into: JsonObject): void {
  if (measured[1] !== undefined) {
    into['Actual Startup Time'] = Number(measured[1])
    into['Actual Total Time'] = Number(measured[2])
  }
  into['Actual Rows'] = Number(measured[3])
  into['Actual Loops'] = Number(measured[4])
}

/** A title in the text format, and what the other formats say instead. */
interface TitleRule {
  pattern: RegExp
  read: (match: RegExpExecArray) => JsonObject
}

const strategies: Record<string, string> = { Group: 'Sorted', Hash: 'Hashed', Mixed: 'Mixed' }

const titles: TitleRule[] = [
  {
    pattern: /^(?:(Partial|Finalize) )?(Group|Hash|Mixed)?Aggregate$/,
    read: ([, mode, strategy]) => ({
      'Node Type': 'Aggregate',
      Strategy: strategy === undefined ? 'Plain' : (strategies[strategy] ?? strategy),
      'Partial Mode': mode ?? 'Simple',
    }),
  },
  {
    pattern: /^(Hash)?SetOp (.+)$/,
    read: ([, hash, command = '']) => ({
      'Node Type': 'SetOp',
      Strategy: hash === undefined ? 'Sorted' : 'Hashed',
      Command: command,
    }),
  },
  {
    pattern: /^(Nested Loop|Hash|Merge) (?:(.+) )?Join$/,
    read: ([, method = '', type]) => ({
      'Node Type': method === 'Nested Loop' ? method : `${method} Join`,
      'Join Type': type ?? 'Inner',
    }),
  },
  { pattern: /^Nested Loop$/, read: () => ({ 'Node Type': 'Nested Loop', 'Join Type': 'Inner' }) },
  {
    pattern: /^(Insert|Update|Delete|Merge)(?: on (.+))?$/,
    read: ([, operation = '', target]) => ({
      'Node Type': 'ModifyTable',
      Operation: operation,
      ...(target === undefined ? {} : readTarget(target, 'Relation Name')),
    }),
  },
  {
    pattern: /^Foreign (Insert|Update|Delete)(?: on (.+))?$/,
    read: ([, operation = '', target]) => ({
      'Node Type': 'Foreign Scan',
      Operation: operation,
      ...(target === undefined ? {} : readTarget(target, 'Relation Name')),
    }),
  },
  {
    pattern: /^(Index Scan|Index Only Scan)( Backward)? using (.+)$/,
    read: ([, type = '', backward, rest = '']) => {
      const index = takeName(rest)
      const [, target] = /^ on (.+)$/s.exec(index.rest) ?? []
      return {
        'Node Type': type,
        'Scan Direction': backward === undefined ? 'Forward' : 'Backward',
        'Index Name': index.name,
        ...(target === undefined ? {} : readTarget(target, 'Relation Name')),
      }
    },
  },
  {
    pattern: /^Bitmap Index Scan on (.+)$/,
    read: ([, index = '']) => ({ 'Node Type': 'Bitmap Index Scan', 'Index Name': takeName(index).name }),
  },
  {
    pattern: /^Custom Scan \(([^)]*)\)(?: on (.+))?$/,
    read: ([, provider = '', target]) => ({
      'Node Type': 'Custom Scan',
      'Custom Plan Provider': provider,
      ...(target === undefined ? {} : readTarget(target, 'Relation Name')),
    }),
  },
  {
    pattern: /^(Subquery Scan|Values Scan) on (.+)$/,
    read: ([, type = '', alias = '']) => ({ 'Node Type': type, Alias: takeName(alias).name }),
  },
  {
    pattern: /^(.+? Scan) on (.+)$/,
    read: ([, type = '', target = '']) => ({
      'Node Type': type,
      ...readTarget(target, targetKeys[type] ?? 'Relation Name'),
    }),
  },
]

const targetKeys: Record<string, string> = {
  'Function Scan': 'Function Name',
  'Table Function Scan': 'Table Function Name',
  'CTE Scan': 'CTE Name',
  'WorkTable Scan': 'CTE Name',
  'Named Tuplestore Scan': 'Tuplestore Name',
}

function readTitle(title: string): JsonObject {
  let rest = title
  const isParallel = rest.startsWith('Parallel ')
  if (isParallel) rest = rest.slice('Parallel '.length)
  const isAsync = rest.startsWith('Async ')
  if (isAsync) rest = rest.slice('Async '.length)
  const found = readByRule(rest)
  return { ...found, 'Parallel Aware': isParallel, ...(isAsync ? { 'Async Capable': true } : {}) }
}

function readByRule(title: string): JsonObject {
  for (const { pattern, read } of titles) {
    const match = pattern.exec(title)
    if (match) return read(match)
  }
  return { 'Node Type': title }
}

/** `schema.name alias` → the keys of FORMAT JSON. Without an alias of its own a relation's alias is its name. */
export function readTarget(text: string, key: string): JsonObject {
  let { name, rest } = takeName(text)
  let schema: string | undefined
  if (rest.startsWith('.')) {
    schema = name
    ;({ name, rest } = takeName(rest.slice(1)))
  }
  const alias = rest.trim() === '' ? name : takeName(rest.trim()).name
  return { [key]: name, ...(schema === undefined ? {} : { Schema: schema }), Alias: alias }
}

/** Titles that need no figures to be known as a node, for plans made with COSTS OFF. */
const knownTitle =
  /^(?:Parallel |Async )?(?:(?:Seq|Index|Index Only|Bitmap Heap|Bitmap Index|Tid|Tid Range|Subquery|Function|Table Function|Values|CTE|WorkTable|Named Tuplestore|Foreign|Custom|Sample) Scan\b.*|(?:(?:Partial|Finalize) )?(?:Group|Hash|Mixed)?Aggregate|(?:Hash)?SetOp .+|(?:Hash|Merge) (?:\S+ ){0,2}Join|Nested Loop(?: .+ Join)?|(?:Insert|Update|Delete|Merge) on \S.*|Foreign (?:Insert|Update|Delete) on .+|Result|Append|Merge Append|Recursive Union|BitmapAnd|BitmapOr|Sort|Incremental Sort|Group|Hash|Unique|Limit|LockRows|WindowAgg|Memoize|Materialize|Gather|Gather Merge|ProjectSet)$/

export function isKnownTitle(text: string): boolean {
  return text.length < 1000 && knownTitle.test(text)
}
