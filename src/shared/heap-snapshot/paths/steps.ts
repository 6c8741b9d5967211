import type { FunctionPlaces } from '../functions.ts'
import type { HeapSnapshot } from '../snapshot.ts'
import type { IndexIntoEdges, IndexIntoNodes } from '../tables.ts'
import { isPartOf } from './parts.ts'
import type { RawStep } from './raw.ts'
import { edgeWords, isContext, nodePlace, nodeWords } from './words.ts'

/** A step of a path as a developer thinks of it. */
export interface PathStep {
  /** `visitors`, `.cache`, `[3]`, `entry "a"`, `listener of "data"`; empty where the path begins. */
  edge: string
  /** `Array`, `Object {url, at}`, `limit()`, `module routes.mjs`. */
  node: string
  at: IndexIntoNodes
  /** Where it is written: functions and the variables of modules and functions. */
  file?: string
  /** 1-based; absent where it is not known. */
  line?: number
}

/**
 * Puts V8's references together into steps: the table of a Map, the array behind an object, the context
 * behind a function and the reactions behind a promise are no steps of their own.
 */
export function wordSteps(
  snapshot: HeapSnapshot,
  places: FunctionPlaces,
  path: readonly RawStep[],
): PathStep[] {
  const steps: PathStep[] = []
  for (const [place, step] of path.entries()) {
    const last = place === path.length - 1
    if (!last && place > 0 && isPart(snapshot, path, place)) continue
    const edge = place === 0 ? '' : stepWords(snapshot, path, place)
    const written = nodePlace(snapshot, places, step.node)
    steps.push({
      edge,
      node: nodeWords(snapshot, places, step.node),
      at: step.node,
      ...(written === undefined ? {} : { file: written.file }),
      ...(written === undefined || written.line === 0 ? {} : { line: written.line }),
    })
  }
  return steps
}

/** Nothing that a developer would name: a piece of what stands before it. */
function isPart(snapshot: HeapSnapshot, path: readonly RawStep[], place: number): boolean {
  const { nodes } = snapshot
  const { edge, node } = path[place] ?? noStep
  const before = path[place - 1] ?? noStep
  if (isContext(snapshot, node)) {
    const leaves = edgeType(snapshot, (path[place + 1] ?? noStep).edge)
    return nodes.typeNames[nodes.type[before.node] ?? 0] === 'closure' && leaves === 'context'
  }
  return isPartOf(snapshot, edge, node) || isEventTable(snapshot, path, place)
}

const noStep: RawStep = { edge: -1, node: -1 }

/** The object `_events` of an EventEmitter, on the way to the listeners of an event. */
function isEventTable(snapshot: HeapSnapshot, path: readonly RawStep[], place: number): boolean {
  const { edges, strings } = snapshot
  const { edge } = path[place] ?? noStep
  const next = path[place + 1] ?? noStep
  return (
    edgeType(snapshot, edge) === 'property' &&
    strings.is(edges.nameOrIndex[edge] ?? 0, '_events') &&
    edgeType(snapshot, next.edge) === 'property'
  )
}

function stepWords(snapshot: HeapSnapshot, path: readonly RawStep[], place: number): string {
  const { nodes, edges, strings } = snapshot
  const { edge, node } = path[place] ?? noStep
  const before = path[place - 1] ?? noStep
  const beforeType = nodes.typeNames[nodes.type[before.node] ?? 0]
  const beforeName = strings.at(nodes.name[before.node] ?? 0)
  if (beforeName === 'system / Cell') return exportedAs(snapshot, before.node)
  if (beforeName === 'system / PromiseReaction') return '.then()'
  if (isEventTable(snapshot, path, place - 1)) {
    const event = strings.at(edges.nameOrIndex[edge] ?? 0)
    const isOne = nodes.typeNames[nodes.type[node] ?? 0] === 'closure'
    return `${isOne ? 'listener' : 'listeners'} of ${JSON.stringify(event)}`
  }
  if (beforeType === 'array' && edgeType(snapshot, edge) === 'internal') {
    return entryOf(snapshot, { edge, from: before.node })
  }
  const isOfWeakMap =
    edgeType(snapshot, edge) === 'internal' && weakMapValue.test(strings.at(edges.nameOrIndex[edge] ?? 0))
  return isOfWeakMap ? 'value in a WeakMap' : edgeWords(snapshot, edge)
}

const weakMapValue = /^\d+ \/ part of key /

/** The tables of Maps have a value right behind its key; those of Sets have keys alone. */
function entryOf(
  snapshot: HeapSnapshot,
  { edge, from }: { edge: IndexIntoEdges; from: IndexIntoNodes },
): string {
  const { nodes, edges, strings } = snapshot
  const slot = slotOf(snapshot, edge)
  const first = nodes.firstEdge[from] ?? 0
  const end = nodes.firstEdge[from + 1] ?? 0
  if (edge > first && slotOf(snapshot, edge - 1) === slot - 1) {
    const key = edges.to[edge - 1] ?? 0
    const text = strings.at(nodes.name[key] ?? 0)
    const known = nodes.typeNames[nodes.type[key] ?? 0] === 'string'
    return known ? `entry ${JSON.stringify(text.slice(0, 60))}` : 'entry'
  }
  const isKey = edge + 1 < end && slotOf(snapshot, edge + 1) === slot + 1
  return isKey ? 'key' : 'entry'
}

/** V8 names the references of a table by their places, as text; NaN for others. */
function slotOf({ edges, strings }: HeapSnapshot, edge: IndexIntoEdges): number {
  const label = edges.nameOrIndex[edge] ?? 0
  if (edges.numbered[edges.type[edge] ?? 0] === true) return label
  const digit = strings.firstByte(label)
  return digit >= 0x30 && digit <= 0x39 ? Number(strings.at(label)) : NaN
}

/** The cell of an exported variable stands behind its name in one of the module's tables. */
function exportedAs(snapshot: HeapSnapshot, cell: IndexIntoNodes): string {
  const { nodes, edges, strings, retainers } = snapshot
  const end = retainers.first[cell + 1] ?? 0
  for (let slot = retainers.first[cell] ?? 0; slot < end; slot++) {
    const edge = retainers.edge[slot] ?? 0
    const table = retainers.node[slot] ?? 0
    const isFirst = edge === (nodes.firstEdge[table] ?? 0)
    if (isFirst || slotOf(snapshot, edge - 1) !== slotOf(snapshot, edge) - 1) continue
    const key = edges.to[edge - 1] ?? 0
    if (nodes.typeNames[nodes.type[key] ?? 0] !== 'string') continue
    return strings.at(nodes.name[key] ?? 0)
  }
  return 'export'
}

function edgeType({ edges }: HeapSnapshot, edge: IndexIntoEdges): string {
  return edge < 0 ? '' : (edges.typeNames[edges.type[edge] ?? 0] ?? '')
}
