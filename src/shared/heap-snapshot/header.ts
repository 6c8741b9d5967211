import { Failure } from '../failure.ts'

/** What a snapshot says of itself: which fields its rows have, in which order, and how many there are. */
export interface SnapshotHeader {
  nodeFields: readonly string[]
  nodeTypeNames: string[]
  edgeFields: readonly string[]
  edgeTypeNames: string[]
  locationFields: readonly string[]
  nodeCount: number
  edgeCount: number
}

const neededOfNodes = ['type', 'name', 'id', 'self_size', 'edge_count']
const neededOfEdges = ['type', 'name_or_index', 'to_node']
/** Types of rows are kept in a byte. V8 has 16 of nodes and 7 of edges. */
const mostTypes = 255
/** Rows are numbered in 32 bits. */
const mostRows = 0x7fff_fffe

/** @throws Failure BAD_INPUT saying which part of the header is missing or not what it has to be */
export function readHeader(value: unknown): SnapshotHeader {
  const head = object(value, 'snapshot')
  const meta = object(head['meta'], 'snapshot.meta')
  const nodeFields = names(meta['node_fields'], 'snapshot.meta.node_fields')
  const edgeFields = names(meta['edge_fields'], 'snapshot.meta.edge_fields')
  const nodeCount = count(head['node_count'], 'snapshot.node_count')
  const edgeCount = count(head['edge_count'], 'snapshot.edge_count')
  if (nodeCount === 0) throw new Failure('BAD_INPUT', 'The snapshot announces no object at all.')
  if (nodeCount > mostRows || edgeCount > mostRows) {
    throw new Failure('UNSUPPORTED', `The snapshot announces more than ${mostRows} nodes or edges.`)
  }
  const locationFields = meta['location_fields']
  return {
    nodeFields: withFields(nodeFields, neededOfNodes, 'node_fields'),
    nodeTypeNames: typeNames(nodeFields, meta['node_types'], 'node_types'),
    edgeFields: withFields(edgeFields, neededOfEdges, 'edge_fields'),
    edgeTypeNames: typeNames(edgeFields, meta['edge_types'], 'edge_types'),
    locationFields:
      locationFields === undefined ? [] : names(locationFields, 'snapshot.meta.location_fields'),
    nodeCount,
    edgeCount,
  }
}

function object(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unlike(`${where} is no object`)
  return { ...value }
}

function names(value: unknown, where: string): string[] {
  const found = stringsOf(value)
  if (found === undefined) throw unlike(`${where} is no list of names`)
  return found
}

function stringsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined
  const texts = value.filter((each) => typeof each === 'string')
  return texts.length === value.length ? texts : undefined
}

function count(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw unlike(`${where} is no count`)
}

function withFields(fields: readonly string[], needed: readonly string[], where: string): readonly string[] {
  const missing = needed.find((name) => !fields.includes(name))
  if (missing !== undefined) throw unlike(`snapshot.meta.${where} has no "${missing}"`)
  return fields
}

/** The types stand where the field `type` stands among the fields. */
function typeNames(fields: readonly string[], types: unknown, where: string): string[] {
  const found = stringsOf(Array.isArray(types) ? types[fields.indexOf('type')] : undefined)
  if (found !== undefined && found.length > 0 && found.length <= mostTypes) return found
  throw unlike(`snapshot.meta.${where} does not name the types`)
}

function unlike(what: string): Failure {
  return new Failure('BAD_INPUT', `The snapshot's header is not as V8 writes it (${what}).`, {
    hint: 'Without it nothing tells what the numbers mean; take the snapshot again.',
  })
}
