import { Failure } from '../failure.ts'
import type { JsonBytes } from '../json-bytes/index.ts'
import { Int32Column } from '../profile/column.ts'
import type { Bytes } from '../units.ts'
import type { SnapshotHeader } from './header.ts'
import { type KeptField, RowSink } from './rows.ts'
import { SnapshotStrings } from './strings.ts'
import type { EdgeTable, LocationTable, NodeTable } from './tables.ts'

/** The nodes, while it is not known yet which edges are whose. */
export interface ReadNodes {
  table: Omit<NodeTable, 'firstEdge'>
  edgeCount: Uint32Array
}

const most32 = 0xffff_ffff

/** @throws Failure BAD_INPUT */
export function readNodes(json: JsonBytes, header: SnapshotHeader, fileBytes: Bytes): ReadNodes {
  const { nodeCount: length, nodeFields, nodeTypeNames: typeNames } = header
  checkRoom({ what: 'node', rows: length, stride: nodeFields.length, fileBytes })
  const type = new Uint8Array(length)
  const name = new Uint32Array(length)
  const id = new Float64Array(length)
  const selfBytes = new Float64Array(length)
  const edgeCount = new Uint32Array(length)
  const detachedness = nodeFields.includes('detachedness') ? new Uint8Array(length) : null
  const columns: Omit<KeptField, 'place'>[] = [
    { name: 'type', column: type, most: typeNames.length - 1 },
    { name: 'name', column: name, most: most32 },
    { name: 'id', column: id, most: Number.MAX_SAFE_INTEGER },
    { name: 'self_size', column: selfBytes, most: Number.MAX_SAFE_INTEGER },
    { name: 'edge_count', column: edgeCount, most: header.edgeCount },
    ...(detachedness === null ? [] : [{ name: 'detachedness', column: detachedness, most: 255 }]),
  ]
  readRows(json, { what: 'node', rows: length, fields: nodeFields, columns })
  return { table: { length, typeNames, type, name, id, selfBytes, detachedness }, edgeCount }
}

/** Edges whose names are numbers, by type; of all others `name_or_index` is a string. */
const numberedTypes = new Set(['element', 'hidden'])

/** @throws Failure BAD_INPUT */
export function readEdges(json: JsonBytes, header: SnapshotHeader, fileBytes: Bytes): EdgeTable {
  const { edgeCount: length, edgeFields, edgeTypeNames: typeNames, nodeFields } = header
  checkRoom({ what: 'edge', rows: length, stride: edgeFields.length, fileBytes })
  const type = new Uint8Array(length)
  const nameOrIndex = new Uint32Array(length)
  const to = new Int32Array(length)
  const columns: Omit<KeptField, 'place'>[] = [
    { name: 'type', column: type, most: typeNames.length - 1 },
    { name: 'name_or_index', column: nameOrIndex, most: most32 },
    // A node is named by the place of its first field among the fields of all.
    { name: 'to_node', column: to, most: header.nodeCount - 1, per: nodeFields.length },
  ]
  readRows(json, { what: 'edge', rows: length, fields: edgeFields, columns })
  const numbered = typeNames.map((name) => numberedTypes.has(name))
  return { length, typeNames, type, nameOrIndex, to, numbered }
}

/** @throws Failure BAD_INPUT */
export function readLocations(json: JsonBytes, header: SnapshotHeader): LocationTable {
  const fields = header.locationFields
  const read = new Int32Column()
  json.integers(read, Number.MAX_SAFE_INTEGER)
  const values = read.view()
  const stride = Math.max(1, fields.length)
  if (values.length % stride !== 0) {
    throw new Failure(
      'BAD_INPUT',
      `The snapshot's locations end in the middle of one (${values.length} numbers, ${stride} each).`,
    )
  }
  const [node = -1, script = -1, line = -1, column = -1] = locationFields.map((name) => fields.indexOf(name))
  const complete = node >= 0 && script >= 0 && line >= 0 && column >= 0
  const length = complete ? values.length / stride : 0
  const order = Uint32Array.from({ length }, (_, row) => row * stride)
  order.sort((left, right) => (values[left + node] ?? 0) - (values[right + node] ?? 0))
  const take = (field: number, change: (value: number) => number): Int32Array =>
    Int32Array.from(order, (row) => change(values[row + field] ?? 0))
  return {
    length,
    node: take(node, (place) => Math.floor(place / header.nodeFields.length)),
    script: take(script, (id) => id),
    line: take(line, (from0) => from0 + 1),
    column: take(column, (from0) => from0 + 1),
  }
}

const locationFields = ['object_index', 'script_id', 'line', 'column']

/** `bytes` are those that `json` reads. @throws Failure BAD_INPUT */
export function readStrings(json: JsonBytes, bytes: Uint8Array): SnapshotStrings {
  const starts = new Int32Column(1 << 16)
  let first = -1
  json.array()
  while (json.next()) {
    if (json.peek() !== 'string') json.string()
    if (first === -1) first = json.offset
    starts.push(json.offset + 1 - first)
    json.skip()
  }
  return new SnapshotStrings(bytes.slice(Math.max(first, 0), json.offset), starts.toArray())
}

interface Rows {
  what: string
  rows: number
  fields: readonly string[]
  columns: readonly Omit<KeptField, 'place'>[]
}

function readRows(json: JsonBytes, { what, rows, fields, columns }: Rows): void {
  const kept = columns.map((column) => ({ ...column, place: fields.indexOf(column.name) }))
  const sink = new RowSink({ what, stride: fields.length, rows, fields: kept })
  json.integers(sink, Number.MAX_SAFE_INTEGER)
  sink.finish()
}

/** A file of so many bytes cannot hold so many rows: a digit and a comma for each field. */
function checkRoom(said: { what: string; rows: number; stride: number; fileBytes: Bytes }): void {
  if (said.rows * said.stride * 2 <= said.fileBytes) return
  throw new Failure(
    'BAD_INPUT',
    `The snapshot announces ${said.rows} ${said.what}s and is too short for them.`,
    { hint: 'It was damaged, or cut off while it was written; take it again.' },
  )
}
