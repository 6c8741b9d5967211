import { Failure } from '../failure.ts'
import type { ReadNodes } from './read-tables.ts'
import type { EdgeTable, NodeTable } from './tables.ts'

/**
 * The nodes with the edges that are theirs: each has the `edge_count` next ones.
 * @throws Failure BAD_INPUT where there are more or fewer edges than the nodes have
 */
export function placeEdges({ table, edgeCount }: ReadNodes, edges: number): NodeTable {
  const firstEdge = new Int32Array(table.length + 1)
  let next = 0
  for (let node = 0; node < table.length; node++) {
    firstEdge[node] = next
    next += edgeCount[node] ?? 0
    if (next > edges) {
      throw new Failure(
        'BAD_INPUT',
        `The snapshot has ${edges} edges, which are used up at node ${node} of ${table.length}.`,
        { facts: { row: node } },
      )
    }
  }
  if (next !== edges) {
    throw new Failure('BAD_INPUT', `The snapshot has ${edges} edges, of which its nodes have ${next}.`)
  }
  firstEdge[table.length] = next
  return { ...table, firstEdge }
}

/** @throws Failure BAD_INPUT for the first name that is none of the strings */
export function checkNames(nodes: NodeTable, edges: EdgeTable, strings: number): void {
  for (let node = 0; node < nodes.length; node++) {
    const name = nodes.name[node] ?? 0
    if (name >= strings) throw nameless('node', node, { name, strings })
  }
  for (let edge = 0; edge < edges.length; edge++) {
    const name = edges.nameOrIndex[edge] ?? 0
    if (name >= strings && edges.numbered[edges.type[edge] ?? 0] !== true) {
      throw nameless('edge', edge, { name, strings })
    }
  }
}

function nameless(what: string, row: number, { name, strings }: { name: number; strings: number }): Failure {
  return new Failure(
    'BAD_INPUT',
    `The snapshot's ${what} ${row} is named by string ${name}, and there are ${strings}.`,
    { hint: 'It was damaged, or its strings are cut off; take it again.', facts: { row } },
  )
}
