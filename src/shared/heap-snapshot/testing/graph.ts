/** Heap snapshots written from small graphs, for tests: as V8 writes them, or in another order. */

export interface GraphEdge {
  type?: string
  name?: string | number
  /** Place in the graph. */
  to: number
}

export interface GraphNode {
  type?: string
  name?: string
  /** By default odd numbers in order, as V8 counts. */
  id?: number
  self?: number
  detachedness?: number
  edges?: readonly GraphEdge[]
}

export interface GraphOptions {
  nodeFields?: readonly string[]
  edgeFields?: readonly string[]
  nodeTypes?: readonly string[]
  edgeTypes?: readonly string[]
  /** Of the parts of the file. */
  order?: readonly ('snapshot' | 'nodes' | 'edges' | 'locations' | 'strings')[]
  /** [node, script, line, column], from 0. */
  locations?: readonly (readonly number[])[]
}

const v8NodeTypes = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
]
const v8EdgeTypes = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak']
const v8NodeFields = ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness']
const v8EdgeFields = ['type', 'name_or_index', 'to_node']

export function snapshotFile(graph: readonly GraphNode[], options: GraphOptions = {}): Uint8Array {
  return new TextEncoder().encode(snapshotText(graph, options))
}

export function snapshotText(graph: readonly GraphNode[], options: GraphOptions = {}): string {
  const nodeFields = options.nodeFields ?? v8NodeFields
  const edgeFields = options.edgeFields ?? v8EdgeFields
  const nodeTypes = options.nodeTypes ?? v8NodeTypes
  const edgeTypes = options.edgeTypes ?? v8EdgeTypes
  const strings = new Map<string, number>([['<dummy>', 0]])
  const stringOf = (text: string): number => {
    const known = strings.get(text)
    if (known === undefined) strings.set(text, strings.size)
    return known ?? strings.size - 1
  }
  const nodes: number[] = []
  const edges: number[] = []
  for (const [place, node] of graph.entries()) {
    const values: Record<string, number> = {
      type: nodeTypes.indexOf(node.type ?? (place === 0 ? 'synthetic' : 'object')),
      name: stringOf(node.name ?? `N${place}`),
      id: node.id ?? place * 2 + 1,
      self_size: node.self ?? 0,
      edge_count: node.edges?.length ?? 0,
      detachedness: node.detachedness ?? 0,
    }
    nodes.push(...nodeFields.map((field) => values[field] ?? 7))
    for (const edge of node.edges ?? []) {
      const type = edge.type ?? 'property'
      const numbered = type === 'element' || type === 'hidden'
      const name = edge.name ?? (numbered ? 0 : `to${edge.to}`)
      const value: Record<string, number> = {
        type: edgeTypes.indexOf(type),
        name_or_index: numbered ? Number(name) : stringOf(String(name)),
        to_node: edge.to * nodeFields.length,
      }
      edges.push(...edgeFields.map((field) => value[field] ?? 9))
    }
  }
  const parts = {
    snapshot: {
      meta: {
        node_fields: nodeFields,
        node_types: nodeFields.map((field) => (field === 'type' ? nodeTypes : 'number')),
        edge_fields: edgeFields,
        edge_types: edgeFields.map((field) => (field === 'type' ? edgeTypes : 'node')),
        location_fields: ['object_index', 'script_id', 'line', 'column'],
      },
      node_count: graph.length,
      edge_count: edges.length / edgeFields.length,
    },
    nodes,
    edges,
    trace_tree: [0, [[[]]]],
    locations: (options.locations ?? []).flatMap(([node = 0, ...rest]) => [
      node * nodeFields.length,
      ...rest,
    ]),
    strings: [...strings.keys()],
  }
  if (options.order === undefined) return JSON.stringify(parts)
  return JSON.stringify(Object.fromEntries(options.order.map((name) => [name, parts[name]])))
}
