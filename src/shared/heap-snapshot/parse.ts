import { Failure } from '../failure.ts'
import { JsonBytes } from '../json-bytes/index.ts'
import type { Bytes } from '../units.ts'
import { checkNames, placeEdges } from './check.ts'
import { type SnapshotHeader, readHeader } from './header.ts'
import { type ReadNodes, readEdges, readLocations, readNodes, readStrings } from './read-tables.ts'
import { HeapSnapshot } from './snapshot.ts'
import type { SnapshotStrings } from './strings.ts'
import type { EdgeTable, LocationTable, SnapshotTables } from './tables.ts'

/**
 * Reads a heap snapshot as V8 writes it (Node, Chrome, Edge, Electron) from its bytes in UTF-8. Which
 * fields there are, and in which order, is taken from the file's own header. What is not needed
 * (allocation traces, samples) is passed over. The bytes are not kept.
 *
 * `onProgress` hears how much of the file was read; it may throw to stop the reading.
 *
 * @throws Failure BAD_INPUT saying what is wrong and where: cut off, counts that do not match, edges to
 * nowhere, types and names that the file does not have
 */
export function parseSnapshot(
  bytes: Uint8Array,
  onProgress?: (done: Bytes, total: Bytes) => void,
): HeapSnapshot {
  const json = new JsonBytes(bytes, (done) => onProgress?.(done, bytes.length))
  if (json.peek() !== 'object') throw notASnapshot()
  const parts = new Parts(bytes)
  json.object()
  for (let key = json.key(); key !== null; key = json.key()) parts.read(key, json)
  json.end()
  return new HeapSnapshot(parts.finish())
}

function notASnapshot(): Failure {
  return new Failure('BAD_INPUT', 'This is no heap snapshot: it has no "snapshot" that says what is in it.', {
    hint: 'Heap snapshots are the .heapsnapshot files that Node and Chrome write.',
  })
}

const partNames = ['nodes', 'edges', 'strings', 'locations'] as const
type PartName = (typeof partNames)[number]

/** The parts of the file, in whatever order they come: what comes before the header waits for it. */
class Parts {
  readonly #bytes: Uint8Array
  readonly #waiting: { part: PartName; offset: Bytes }[] = []
  #header: SnapshotHeader | undefined
  #nodes: ReadNodes | undefined
  #edges: EdgeTable | undefined
  #strings: SnapshotStrings | undefined
  #locations: LocationTable | undefined

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  read(key: string, json: JsonBytes): void {
    const part = partNames.find((name) => name === key)
    if (key === 'snapshot') {
      this.#header = readHeader(json.value())
    } else if (part === undefined) {
      json.skip()
    } else if (this.#header === undefined) {
      json.peek()
      this.#waiting.push({ part, offset: json.offset })
      json.skip()
    } else {
      this.#readPart(part, { json, bytes: this.#bytes, header: this.#header })
    }
  }

  finish(): SnapshotTables {
    const header = this.#header
    if (header === undefined) throw notASnapshot()
    for (const { part, offset } of this.#waiting) {
      const rest = this.#bytes.subarray(offset)
      this.#readPart(part, { json: new JsonBytes(rest), bytes: rest, header })
    }
    if (this.#nodes === undefined) throw without('nodes')
    if (this.#edges === undefined) throw without('edges')
    if (this.#strings === undefined) throw without('strings')
    const nodes = placeEdges(this.#nodes, this.#edges.length)
    checkNames(nodes, this.#edges, this.#strings.length)
    return {
      nodes,
      edges: this.#edges,
      strings: this.#strings,
      locations: this.#locations ?? noLocations(),
    }
  }

  #readPart(part: PartName, { json, bytes, header }: Source): void {
    if (part === 'nodes') this.#nodes = readNodes(json, header, bytes.length)
    else if (part === 'edges') this.#edges = readEdges(json, header, bytes.length)
    else if (part === 'locations') this.#locations = readLocations(json, header)
    else this.#strings = readStrings(json, bytes)
  }
}

interface Source {
  json: JsonBytes
  /** What `json` reads. */
  bytes: Uint8Array
  header: SnapshotHeader
}

function noLocations(): LocationTable {
  const none = new Int32Array(0)
  return { length: 0, node: none, script: none, line: none, column: none }
}

function without(part: PartName): Failure {
  return new Failure('BAD_INPUT', `The snapshot has no "${part}".`, {
    hint: 'It was cut off while it was written, or is no heap snapshot.',
  })
}
