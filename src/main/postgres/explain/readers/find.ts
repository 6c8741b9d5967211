import type { Json, RawPlan } from '../raw.ts'
import { cellsOf } from './cells.ts'
import { looksLikeHtml, textOfHtml, withoutEntities } from './html.ts'
import { jsonDocuments, parse } from './json.ts'
import { textsOfJsonLines } from './json-lines.ts'
import { literalsOf } from './literal.ts'
import { logEntries } from './logs.ts'
import { sqlBefore } from './statement.ts'
import { readText } from './text.ts'
import { isObject, isStatement, type JsonObject, treeOf } from './tree.ts'
import { unframe } from './unframe.ts'
import { readXml } from './xml.ts'
import { readYaml } from './yaml.ts'

/** What was found in a text, and, where nothing was, why. */
export interface Found {
  plans: RawPlan[]
  /** Where the text ends in the middle of a plan: `on line 12 after “…”`. */
  cut?: string
  /** What is wrong with the JSON. */
  broken?: string
  /** Arrows without indentation. */
  isFlat: boolean
  /** Quicker plans of a log, which were counted and not read. */
  unread: number
}

/** How often one text may stand inside another: JSON in a field of CSV in a field of JSON… */
const MAX_NESTING = 5

/** What every plan has in it, whatever is around it. A text without any of it is not looked at closer. */
const ofPlan =
  /Node[ -]Type|cost=|\(actual |\(never executed\)|-(?:>|&gt;)|\b(?:Scan|Result|Aggregate|SetOp|Append|Limit|Insert|Update|Delete|Merge|ProjectSet|Sort|Unique|Nested Loop|Join|WindowAgg|Gather|LockRows|Recursive Union|Memoize|Materialize|Group|Hash)\b/

/** Finds the plans of a text. `text` has plain characters, see `plainCharacters`. */
export function findPlans(text: string, nesting = 0): Found {
  if (nesting > MAX_NESTING || !ofPlan.test(text)) return nothing()
  return (
    fromWholeJson(text, nesting) ??
    fromJsonLines(text, nesting) ??
    fromLog(text, nesting) ??
    fromXml(text) ??
    fromPage(text, nesting) ??
    fromLiteral(text, nesting) ??
    fromCells(text, nesting) ??
    fromEscaped(text, nesting) ??
    fromLines(text, nesting)
  )
}

/** The whole text is one JSON value: the ordinary case, and the fast one. */
function fromWholeJson(text: string, nesting: number): Found | undefined {
  if (!/^\s*["[{]/.test(text)) return undefined
  try {
    return fromJson(parse(text), nesting)
  } catch {
    return undefined
  }
}

/**
 * The plans of a JSON value: an array of statements, one, a bare node, rows of a driver with a plan or
 * a line of one in each, or a log's line with a plan in its message.
 */
function fromJson(value: Json, nesting: number): Found {
  const found = nothing()
  const pending: Json[] = [value]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (isStatement(next)) found.plans.push(treeOf(next, 'json'))
    else if (typeof next === 'string') {
      if (next.length > 20) merge(found, findPlans(next, nesting + 1))
    } else if (Array.isArray(next)) {
      const lines = linesOfRows(next)
      if (lines === undefined) for (let at = next.length - 1; at >= 0; at -= 1) pending.push(next[at] ?? null)
      else pending.push(lines)
    } else if (isObject(next)) for (const field of Object.values(next).reverse()) pending.push(field)
  }
  return found
}

/** Rows with one column of text, or an array of texts: the lines of a plan. */
function linesOfRows(rows: Json[]): string | undefined {
  const lines: string[] = []
  for (const row of rows) {
    const values = isObject(row) ? Object.values(row) : Array.isArray(row) ? row : [row]
    const [only] = values
    if (values.length !== 1 || typeof only !== 'string') return undefined
    lines.push(only)
  }
  return lines.length > 1 ? lines.join('\n') : undefined
}

/** A log with an object on each line. */
function fromJsonLines(text: string, nesting: number): Found | undefined {
  const found = nothing()
  for (const inside of textsOfJsonLines(text) ?? []) merge(found, findPlans(inside, nesting + 1))
  return found.plans.length > 0 || found.cut !== undefined ? found : undefined
}

/**
 * The slowest plan of a log. The log says how long each took, so the others need not be read, unless
 * the slowest cannot be.
 */
function fromLog(text: string, nesting: number): Found | undefined {
  const entries = logEntries(text).sort((one, other) => other.durationMs - one.durationMs)
  if (entries.length === 0) return undefined
  const found = nothing()
  for (const [index, { durationMs, lines }] of entries.entries()) {
    const inEntry = findPlans(lines.join('\n'), nesting + 1)
    for (const plan of inEntry.plans) {
      if (plan.statement['Execution Time'] !== undefined) continue
      plan.statement['Execution Time'] = durationMs
      plan.notes.push('The execution time is the duration that the log gives.')
    }
    merge(found, inEntry)
    if (found.plans.length > 0) {
      found.unread += entries.length - 1 - index
      break
    }
  }
  return found.plans.length > 0 || found.cut !== undefined || found.broken !== undefined ? found : undefined
}

function fromXml(text: string): Found | undefined {
  if (!text.includes('<Node-Type>')) return undefined
  const { statements, isCut } = readXml(unframe(text).lines.join('\n'))
  if (isCut) return { plans: [], cut: placeOf(text, text.length), isFlat: false, unread: 0 }
  return { plans: statements.map((statement) => treeOf(statement, 'xml')), isFlat: false, unread: 0 }
}

/** A whole output on one line, with `\\n` where its lines end. */
function fromEscaped(text: string, nesting: number): Found | undefined {
  if (!text.includes('\\n')) return undefined
  const trimmed = text.trim()
  const ends = trimmed.split('\\n').length - 1
  if (ends < 2 || ends <= trimmed.split('\n').length) return undefined
  const [, quote, inner] = /^(["'])(.*)\1[,;)]*$/s.exec(trimmed) ?? []
  const isQuoted = quote === '"' || /\\"(?:Plan|Node Type)\\"/.test(trimmed)
  const plain = (inner ?? trimmed)
    .replace(/\\r(?=\\n)/g, '')
    .replace(/\\([nt])/g, (_, mark) => (mark === 'n' ? '\n' : '\t'))
  const found = findPlans(isQuoted ? plain.replace(/\\(["\\])/g, '$1') : plain, nesting + 1)
  return found.plans.length > 0 ? found : undefined
}

/** A value as Python or Node print it. */
function fromLiteral(text: string, nesting: number): Found | undefined {
  if (!/[{,]\s*'(?:Plan|Node Type)'\s*:/.test(text)) return undefined
  const found = nothing()
  for (const value of literalsOf(text)) merge(found, fromJson(value, nesting))
  return found.plans.length > 0 ? found : undefined
}

/** Cells of a table as CSV, of which one holds a whole output. */
function fromCells(text: string, nesting: number): Found | undefined {
  if (!text.includes(',"') && !text.includes('\t"') && !text.includes(';"') && !/^\s*"/.test(text))
    return undefined
  const found = nothing()
  for (const cell of cellsOf(text)) {
    const isWhole = cell.includes('\n') || /^\s*"?[[{]/.test(cell) || cell.split('\\n').length > 3
    if (cell.length > 60 && isWhole) merge(found, findPlans(cell, nesting + 1))
  }
  return found.plans.length > 0 ? found : undefined
}

/** A web page, or text in which a page's characters are still escaped. */
function fromPage(text: string, nesting: number): Found | undefined {
  if (looksLikeHtml(text)) {
    const found = findPlans(textOfHtml(text), nesting + 1)
    if (found.plans.length > 0 || found.cut !== undefined) return found
  }
  if (!/-&gt;|&quot;(?:Plan|Node Type)&quot;|&lt;Node-Type|&nbsp;/.test(text)) return undefined
  return findPlans(withoutEntities(text), nesting + 1)
}

function fromLines(text: string, nesting: number): Found {
  const { lines, mayBeWrapped } = unframe(text)
  if (text.includes('Node Type')) {
    const found = fromJsonInside(withoutEscapes(lines.join('\n')), mayBeWrapped, nesting)
    if (found.plans.length > 0 || found.cut !== undefined || found.broken !== undefined) return found
    const yaml = fromYaml(lines)
    if (yaml) return yaml
  }
  return fromText(lines)
}

function fromJsonInside(text: string, mayBeWrapped: boolean, nesting: number): Found {
  const found = nothing()
  for (const document of jsonDocuments(text, mayBeWrapped)) {
    if (document.kind === 'cut') {
      // Brackets of something else, a statement or a prompt, may stay open as well.
      if (text.slice(document.start).includes('"Node Type"')) found.cut = placeOf(text, text.length)
    } else if (document.kind === 'broken') {
      if (text.slice(document.start, document.end).includes('"Node Type"')) found.broken = document.reason
    } else {
      const inside = fromJson(document.value, nesting)
      const [plan] = inside.plans
      if (plan && plan.sql === undefined && found.plans.length === 0) {
        const sql = sqlBefore(text.slice(0, document.start).split('\n'))
        if (sql !== undefined) plan.sql = sql
      }
      merge(found, inside)
    }
  }
  return found
}

/** JSON that was put into quotes: each of its own quotes is escaped or doubled. */
function withoutEscapes(text: string): string {
  if (/\\"(?:Plan|Node Type)\\"/.test(text)) {
    return text.replace(/\\(["\\/n rt])/g, (_, character: string) => unescaped[character] ?? character)
  }
  return /""(?:Plan|Node Type)""/.test(text) ? text.replaceAll('""', '"') : text
}

const unescaped: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

function fromYaml(lines: readonly string[]): Found | undefined {
  const from = lines.findIndex((line) => /^\s*(?:- )?(?:Query Text|Plan|Node Type):/.test(line))
  if (from === -1) return undefined
  const first = lines[from] ?? ''
  const column = first.search(/\S/)
  let to = from + 1
  while (to < lines.length) {
    const line = lines[to] ?? ''
    if (line.trim() !== '' && line.search(/\S/) < column) break
    if (/^\(\d+ /.test(line.trim())) break
    to += 1
  }
  const value = readYaml(lines.slice(from, to).join('\n'))
  if (value === undefined) return { ...nothing(), broken: 'it is cut or not YAML' }
  const statements: JsonObject[] = (Array.isArray(value) ? value : [value]).filter(isStatement)
  if (statements.length === 0) return undefined
  return { plans: statements.map((statement) => treeOf(statement, 'yaml')), isFlat: false, unread: 0 }
}

function fromText(lines: readonly string[]): Found {
  const { plans, cut, isFlat } = readText(lines)
  const found: Found = { plans: [], isFlat, unread: 0 }
  for (const { plan, before } of plans) {
    const sql = sqlBefore(before)
    found.plans.push(sql === undefined || plan.sql !== undefined ? plan : { ...plan, sql })
  }
  if (cut) {
    found.cut = `on line ${cut.line}, after “${cut.text.trim().slice(-40)}”`
    // The last plan is the one that is cut.
    found.plans.pop()
  }
  return found
}

function nothing(): Found {
  return { plans: [], isFlat: false, unread: 0 }
}

function merge(into: Found, other: Found): void {
  for (const plan of other.plans) into.plans.push(plan)
  if (other.cut !== undefined) into.cut = other.cut
  if (other.broken !== undefined) into.broken = other.broken
  if (other.isFlat) into.isFlat = true
  into.unread += other.unread
}

function placeOf(text: string, at: number): string {
  let line = 1
  for (let next = text.indexOf('\n'); next !== -1 && next < at; next = text.indexOf('\n', next + 1)) line += 1
  return `on line ${line}, after “${text.slice(0, at).trimEnd().slice(-40).replace(/\s+/g, ' ')}”`
}
