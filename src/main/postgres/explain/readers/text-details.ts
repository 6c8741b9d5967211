import type { Json } from '../raw.ts'
import type { JsonObject } from './tree.ts'
import { splitList } from './text-expressions.ts'

/** Writes what a line `Key: value` of a node says into `into`, under the keys of FORMAT JSON. */
export function readDetail(key: string, value: string, into: JsonObject): void {
  const read = details[key]
  // Lines of figures are short; a search in one that is not would take ever longer.
  if (read && (value.length < MAX_FIGURES || isList.test(key))) read(value, into)
  else into[key] = plainValue(key, value)
}

const MAX_FIGURES = 2000
const isList = /^(?:Output|.* Key|Conflict Arbiter Indexes|Params Evaluated)$/

type Reader = (value: string, into: JsonObject) => void

function list(key: string): Reader {
  return (value, into) => {
    into[key] = splitList(value)
  }
}

/** `A: 1  B: 2kB` → the named keys; a field that is not in the table keeps its own name. */
function fields(first: string, keys: Record<string, string>): Reader {
  return (value, into) => {
    for (const [name, figure] of fieldsOf(`${first}: ${value}`))
      into[keys[name] ?? name] = plainValue(name, figure)
  }
}

const hashKeys = { Buckets: 'Hash Buckets', Batches: 'Hash Batches', 'Memory Usage': 'Peak Memory Usage' }
const aggregateKeys = { Batches: 'HashAgg Batches', 'Memory Usage': 'Peak Memory Usage' }
const cacheKeys = {
  Hits: 'Cache Hits',
  Misses: 'Cache Misses',
  Evictions: 'Cache Evictions',
  Overflows: 'Cache Overflows',
  'Memory Usage': 'Peak Memory Usage',
}

const details: Record<string, Reader> = {
  Output: list('Output'),
  'Sort Key': list('Sort Key'),
  'Presorted Key': list('Presorted Key'),
  'Group Key': list('Group Key'),
  'Conflict Arbiter Indexes': list('Conflict Arbiter Indexes'),
  'Params Evaluated': list('Params Evaluated'),
  'Sort Method': readSortMethod,
  'Full-sort Groups': (value, into) => readSortGroups('Full-sort Groups', value, into),
  'Pre-sorted Groups': (value, into) => readSortGroups('Pre-sorted Groups', value, into),
  Buckets: (value, into) => {
    for (const [name, figure] of fieldsOf(`Buckets: ${value}`)) {
      const [, now = figure, before] = /^(\d+) \(originally (\d+)\)$/.exec(figure) ?? []
      const key = hashKeys[name as keyof typeof hashKeys] ?? name
      into[key] = plainValue(name, now)
      if (key.startsWith('Hash ')) into[`Original ${key}`] = Number(before ?? now)
    }
  },
  Batches: fields('Batches', aggregateKeys),
  'Planned Partitions': fields('Planned Partitions', aggregateKeys),
  'Memory Usage': fields('Memory Usage', aggregateKeys),
  'Peak Memory Usage': fields('Peak Memory Usage', {
    ...aggregateKeys,
    'HashAgg Batches': 'HashAgg Batches',
  }),
  Hits: fields('Hits', cacheKeys),
  Storage: fields('Storage', {}),
  'Heap Blocks': (value, into) => {
    const figures = pairs(value)
    into['Exact Heap Blocks'] = figures['exact'] ?? 0
    into['Lossy Heap Blocks'] = figures['lossy'] ?? 0
  },
  Tuples: (value, into) => {
    const figures = pairs(value)
    for (const name of ['inserted', 'updated', 'deleted', 'skipped']) {
      into[`Tuples ${capital(name)}`] = figures[name] ?? 0
    }
  },
  Sampling: readSampling,
  Buffers: readBuffers,
  'I/O Timings': readIoTimings,
  WAL: readWal,
}

function readSortMethod(value: string, into: JsonObject): void {
  const [, method = value, type, used] = /^(.*?)\s+(Memory|Disk): (\d+) ?kB$/.exec(value) ?? []
  into['Sort Method'] = method
  if (type === undefined) return
  into['Sort Space Used'] = Number(used)
  into['Sort Space Type'] = type
}

/** `4  Sort Methods: quicksort, top-N heapsort  Average Memory: 27kB  Peak Memory: 27kB` */
function readSortGroups(key: string, value: string, into: JsonObject): void {
  const groups: JsonObject = {}
  for (const [name, figure] of fieldsOf(`${key}: ${value}`)) {
    const [, extreme, space] = /^(Average|Peak) (Memory|Disk)$/.exec(name) ?? []
    if (name === key) groups['Group Count'] = plainValue(name, figure)
    else if (name === 'Sort Method' || name === 'Sort Methods')
      groups['Sort Methods Used'] = figure.split(', ')
    else if (extreme !== undefined && space !== undefined) {
      const known = groups[`Sort Space ${space}`]
      const sizes: JsonObject =
        typeof known === 'object' && known !== null && !Array.isArray(known) ? known : {}
      sizes[`${extreme} Sort Space Used`] = plainValue('Memory', figure)
      groups[`Sort Space ${space}`] = sizes
    } else groups[name] = figure
  }
  into[key] = groups
}

/** `bernoulli ('10'::real) REPEATABLE ('42'::double precision)` */
function readSampling(value: string, into: JsonObject): void {
  const [, method, parameters = '', seed] = /^(\S+) \((.*?)\)(?: REPEATABLE \((.*)\))?$/s.exec(value) ?? []
  if (method === undefined) {
    into['Sampling Method'] = value
    return
  }
  into['Sampling Method'] = method
  into['Sampling Parameters'] = splitList(parameters)
  if (seed !== undefined) into['Repeatable Seed'] = seed
}

const bufferKinds = ['Hit', 'Read', 'Dirtied', 'Written']

/** `shared hit=1 read=2, temp written=3`; what is not named is 0. */
function readBuffers(value: string, into: JsonObject): void {
  for (const kind of bufferKinds) {
    into[`Shared ${kind} Blocks`] = 0
    into[`Local ${kind} Blocks`] = 0
    if (kind === 'Read' || kind === 'Written') into[`Temp ${kind} Blocks`] = 0
  }
  for (const part of value.split(',')) {
    const [, where, figures = ''] = /^\s*(\w+) (.*)$/.exec(part) ?? []
    if (where === undefined) continue
    for (const [kind, count] of Object.entries(pairs(figures))) {
      into[`${capital(where)} ${capital(kind)} Blocks`] = count
    }
  }
}

/**
 * Until 14 `read=… write=…`, later `shared read=… write=…, local …, temp …`. In 15 and 16 the other formats
 * call the shared ones "I/O Read Time", without "Shared"; text does not tell the versions apart.
 */
function readIoTimings(value: string, into: JsonObject): void {
  for (const part of value.split(',')) {
    const [, where = ''] = /^\s*(shared|local|temp)\b/.exec(part) ?? []
    const prefix = where === '' ? '' : `${capital(where)} `
    for (const [kind, time] of Object.entries(pairs(part))) into[`${prefix}I/O ${capital(kind)} Time`] = time
  }
}

function readWal(value: string, into: JsonObject): void {
  const figures = pairs(value.replace('buffers full', 'full'))
  into['WAL Records'] = figures['records'] ?? 0
  into['WAL FPI'] = figures['fpi'] ?? 0
  into['WAL Bytes'] = figures['bytes'] ?? 0
  if (figures['full'] !== undefined) into['WAL Buffers Full'] = figures['full']
}

/** Lines of JIT, of the statement or of a worker. */
export function readJitDetail(key: string, value: string, into: JsonObject): void {
  if (value.length > MAX_FIGURES) into[key] = value
  else if (key === 'Options') {
    const options: JsonObject = {}
    for (const part of value.split(', ')) {
      const [, name, state] = /^(.+) (true|false)$/.exec(part) ?? []
      if (name !== undefined) options[name] = state === 'true'
    }
    into['Options'] = options
  } else if (key === 'Timing') {
    into['Timing'] = readJitTiming(value)
  } else into[key] = plainValue(key, value)
}

/** `Generation 1.1 ms (Deform 0.2 ms), Inlining 0.0 ms, …`; Deform came with version 17. */
function readJitTiming(value: string): JsonObject {
  const timing: JsonObject = {}
  for (const part of splitList(value)) {
    const [, name, total, inner, innerTime] =
      /^(\w+) ([\d.]+) ms(?: \((\w+) ([\d.]+) ms\))?$/.exec(part.trim()) ?? []
    if (name === undefined) continue
    timing[name] = inner === undefined ? Number(total) : { [inner]: Number(innerTime), Total: Number(total) }
  }
  return timing
}

/** `used=7kB  allocated=8kB` of planning. */
export function readPlanningMemory(value: string, into: JsonObject): void {
  const figures = pairs(value)
  into['Memory Used'] = figures['used'] ?? 0
  into['Memory Allocated'] = figures['allocated'] ?? 0
}

/** `time=0.8 ms  output=755kB  format=text` */
export function readSerialization(value: string): JsonObject {
  const figures = pairs(value)
  const [, format] = /\bformat=(\w+)/.exec(value) ?? []
  return {
    ...(figures['time'] === undefined ? {} : { Time: figures['time'] }),
    ...(figures['output'] === undefined ? {} : { 'Output Volume': figures['output'] }),
    ...(format === undefined ? {} : { Format: format }),
  }
}

/** `a = 'x', b = 'y'`; the server does not double quotes here. */
export function readSettings(value: string): JsonObject {
  const settings: JsonObject = {}
  for (const part of value.split(/(?<='), (?=[\w.]+ = ')/)) {
    const [, name, setting] = /^([\w.]+) = '(.*)'$/s.exec(part.trim()) ?? []
    if (name !== undefined && setting !== undefined) settings[name] = setting
  }
  return settings
}

/** `RI_FK for constraint c on t: time=1.2 calls=3`; what stands before the colon is given as `title`. */
export function readTrigger(title: string, value: string): JsonObject {
  const figures = pairs(value)
  const [, before = title, constraint, relation] =
    /^(.*?)(?:for constraint (.*?))?(?: on (.*))?$/s.exec(title.slice(0, MAX_FIGURES)) ?? []
  const name = before.trim()
  return {
    ...(name === '' ? {} : { 'Trigger Name': name }),
    ...(constraint === undefined ? {} : { 'Constraint Name': constraint }),
    ...(relation === undefined ? {} : { Relation: relation }),
    ...(figures['time'] === undefined ? {} : { Time: figures['time'] }),
    Calls: figures['calls'] ?? 0,
  }
}

/** Where a field of a line begins. Two spaces stand before it, but some pages leave only one. */
const fieldStart =
  / {2,}(?=[A-Z][\w -]*: )|(?<!\bPeak) (?=(?:Batches|Memory Usage|Disk Usage|Misses|Evictions|Overflows|Maximum Storage|Sort Methods?|(?:Average|Peak) (?:Memory|Disk)): )/

/** Fields of a line that holds several, `A: 1  B b: 2kB`. */
function fieldsOf(line: string): [string, string][] {
  return line.split(fieldStart).map((part) => {
    const at = part.indexOf(': ')
    return at === -1 ? [part, ''] : [part.slice(0, at), part.slice(at + 2).trim()]
  })
}

/** Figures of `a=1 b=2.5 c=3kB`. */
function pairs(text: string): Record<string, number> {
  const found: Record<string, number> = {}
  for (const [, name = '', figure] of text.matchAll(/(\w+)=(\d+(?:\.\d+)?)/g)) found[name] = Number(figure)
  return found
}

/** Keys whose values are expressions or names, also where they look like figures. */
const isText = /(?:Filter|Cond|Key|Call|Name|Alias|SQL|Order By|Window|Resolution|Relations|Text)$/

/** A figure without its unit, a truth value, or the text as it is. */
export function plainValue(key: string, value: string): Json {
  if (isText.test(key) && !key.startsWith('Rows Removed')) return value
  if (value === 'true') return true
  if (value === 'false') return false
  const [, figure] = /^(-?\d+(?:\.\d+)?)(?: ?kB| ?ms)?$/.exec(value) ?? []
  return figure === undefined || Math.abs(Number(figure)) > Number.MAX_SAFE_INTEGER ? value : Number(figure)
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
