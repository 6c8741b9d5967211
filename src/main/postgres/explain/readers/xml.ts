import { Parser } from 'htmlparser2'
import type { Json } from '../raw.ts'
import type { JsonObject } from './tree.ts'

interface Element {
  name: string
  text: string
  children: Element[]
}

export interface XmlDocument {
  /** One for each query, as one element of FORMAT JSON's array. */
  statements: JsonObject[]
  /** The text ended inside of it. */
  isCut: boolean
}

/** Two for each level of a plan. */
const MAX_DEPTH = 50_000

/** Reads every `<Plan>` of a text, with what stands beside it. */
export function readXml(text: string): XmlDocument {
  const { root, isCut } = parseElements(text)
  const statements: JsonObject[] = []
  const pending = [root]
  for (let element = pending.pop(); element !== undefined; element = pending.pop()) {
    if (element.children.some((child) => child.name === 'Plan')) statements.push(objectOf(element))
    else for (const child of element.children.toReversed()) pending.push(child)
  }
  return { statements, isCut }
}

function parseElements(text: string): { root: Element; isCut: boolean } {
  const root: Element = { name: '', text: '', children: [] }
  const stack = [root]
  let isCut = false
  const parser = new Parser(
    {
      onopentagname(name) {
        if (stack.length > MAX_DEPTH) throw new RangeError('too deep')
        const element: Element = { name, text: '', children: [] }
        stack.at(-1)?.children.push(element)
        stack.push(element)
      },
      ontext(data) {
        const element = stack.at(-1)
        if (element !== undefined && element !== root) element.text += data
      },
      onclosetag(_name, isImplied) {
        if (isImplied) isCut = true
        stack.pop()
      },
    },
    { xmlMode: true },
  )
  try {
    parser.end(text)
  } catch {
    // Tags that are never closed: no plan goes so deep, and the parser takes ever longer for them.
    return { root: { name: '', text: '', children: [] }, isCut: true }
  }
  return { root, isCut }
}

/** Elements whose children are the elements of an array. */
const listNames = new Set(['Plans', 'Workers', 'Triggers', 'Target Tables', 'Grouping Sets'])
/** Elements that hold the settings' own names. */
const namedAsTheyAre = new Set(['Settings'])

/** Turns an element with children into an object, from the leaves up and without recursion. */
function objectOf(top: Element): JsonObject {
  const made = new Map<Element, Json>()
  const order: Element[] = []
  const pending = [top]
  for (let element = pending.pop(); element !== undefined; element = pending.pop()) {
    order.push(element)
    for (const child of element.children) pending.push(child)
  }
  for (const element of order.toReversed()) {
    made.set(
      element,
      valueOf(element, (child) => made.get(child) ?? null),
    )
  }
  const value = made.get(top)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

function valueOf(element: Element, made: (child: Element) => Json): Json {
  const name = keyOf(element.name)
  if (listNames.has(name) || (element.children.length > 0 && element.children.every(isItem))) {
    return element.children.map(made)
  }
  if (element.children.length === 0) return scalarOf(name, element.text)
  const value: JsonObject = {}
  for (const child of element.children) {
    const key = namedAsTheyAre.has(name) ? child.name : keyOf(child.name)
    value[key] = namedAsTheyAre.has(name) ? child.text : made(child)
    if (key === 'Target Tables') moveTuples(child, value, made)
  }
  return value
}

/** A MERGE into a partitioned table: the servers write the counts of its rows into the list of its tables. */
function moveTuples(tables: Element, into: JsonObject, made: (child: Element) => Json): void {
  for (const child of tables.children) if (isLeaf(child)) into[keyOf(child.name)] = made(child)
  into['Target Tables'] = tables.children.filter((child) => !isLeaf(child)).map(made)
}

function isLeaf(element: Element): boolean {
  return element.children.length === 0
}

function isItem(element: Element): boolean {
  return element.name === 'Item'
}

/** XML writes `-` for what a name may not hold. */
function keyOf(name: string): string {
  const special: Record<string, string> = {
    'One-Time-Filter': 'One-Time Filter',
    'Full-sort-Groups': 'Full-sort Groups',
    'Pre-sorted-Groups': 'Pre-sorted Groups',
  }
  return special[name] ?? name.replace(/\bI-O\b/, 'I/O').replace(/-/g, ' ')
}

function scalarOf(key: string, text: string): Json {
  if (text === 'true') return true
  if (text === 'false') return false
  return key !== 'Query Identifier' &&
    !/(?:Name|Alias|Filter|Cond|Key|Item|Text|Output)$/.test(key) &&
    /^-?\d+(?:\.\d+)?$/.test(text)
    ? Number(text)
    : text
}
