import * as z from 'zod'
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

const names = z.array(z.string())
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

const headerSchema = z.object({
  meta: z.object({
    node_fields: names,
    node_types: z.array(z.unknown()),
    edge_fields: names,
    edge_types: z.array(z.unknown()),
    location_fields: names.optional(),
  }),
  node_count: count,
  edge_count: count,
})

const neededOfNodes = ['type', 'name', 'id', 'self_size', 'edge_count']
const neededOfEdges = ['type', 'name_or_index', 'to_node']
/** Types of rows are kept in a byte. V8 has 16 of nodes and 7 of edges. */
const mostTypes = 255
/** Rows are numbered in 32 bits. */
const mostRows = 0x7fff_fffe

/** @throws Failure BAD_INPUT saying which part of the header is missing or not what it has to be */
export function readHeader(value: unknown): SnapshotHeader {
  const parsed = headerSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw unlike(`snapshot.${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
  }
  const { meta, node_count: nodeCount, edge_count: edgeCount } = parsed.data
  if (nodeCount === 0) throw new Failure('BAD_INPUT', 'The snapshot announces no object at all.')
  if (nodeCount > mostRows || edgeCount > mostRows) {
    throw new Failure('UNSUPPORTED', `The snapshot announces more than ${mostRows} nodes or edges.`)
  }
  return {
    nodeFields: withFields(meta.node_fields, neededOfNodes, 'node_fields'),
    nodeTypeNames: typeNames(meta.node_fields, meta.node_types, 'node_types'),
    edgeFields: withFields(meta.edge_fields, neededOfEdges, 'edge_fields'),
    edgeTypeNames: typeNames(meta.edge_fields, meta.edge_types, 'edge_types'),
    locationFields: meta.location_fields ?? [],
    nodeCount,
    edgeCount,
  }
}

function withFields(fields: readonly string[], needed: readonly string[], where: string): readonly string[] {
  const missing = needed.find((name) => !fields.includes(name))
  if (missing !== undefined) throw unlike(`snapshot.meta.${where} has no "${missing}"`)
  return fields
}

/** The types stand where the field `type` stands among the fields. */
function typeNames(fields: readonly string[], types: readonly unknown[], where: string): string[] {
  const found = names.min(1).max(mostTypes).safeParse(types[fields.indexOf('type')])
  if (!found.success) throw unlike(`snapshot.meta.${where} does not name the types`)
  return found.data
}

function unlike(what: string): Failure {
  return new Failure('BAD_INPUT', `The snapshot's header is not as V8 writes it (${what}).`, {
    hint: 'Without it nothing tells what the numbers mean; take the snapshot again.',
  })
}
