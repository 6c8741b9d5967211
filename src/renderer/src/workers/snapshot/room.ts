/** The room of one heap snapshot: its bytes while they are read, the snapshot afterwards. */
import {
  areOfOneProcess,
  compareSnapshots,
  dominatorProfile,
  type GrowthRow,
  HeapSnapshot,
  parseSnapshot,
  RetainerPaths,
  retainersOfGrowth,
  type SnapshotColumns,
  summarise,
  totals,
} from '#shared/heap-snapshot/index.ts'
import { Failure } from '#shared/failure.ts'
import { layoutLeftHeavy } from '#shared/profile/layouts/left-heavy.ts'
import { recogniseProfile } from '#shared/profile/read/index.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { Doing } from '../line/serve.ts'
import { bytesOfFile, Pieces } from '../profile/source.ts'
import {
  byRetained,
  factsOf,
  fieldsPage,
  instancesOf,
  instancesPage,
  type Read,
  retainersPage,
} from './rows.ts'
import type { Comparison, OpenedSnapshot, OpenProgress, SnapshotWork } from './work.ts'

/** How often the page hears how far the reading is. */
const tellEvery: Milliseconds = 100
/** Places where objects gathered that are told of a comparison. */
const mostRetainers = 20

export function createRoom(now: () => Milliseconds = () => performance.now()): Doing<SnapshotWork> {
  let pieces: Pieces | null = null
  let opened: Read | null = null
  /** The instances that were asked for last, and whose. */
  let listed: { key: string; nodes: Int32Array } | null = null
  /** By constructor: what the compared snapshot does not have, those that retain most first. */
  let added: Map<string, Int32Array> = new Map()

  const read = (): Read => {
    if (opened === null) throw new RangeError('no snapshot was read')
    return opened
  }
  const open = async (bytes: Uint8Array, tell: (told: OpenProgress) => void): Promise<OpenedSnapshot> => {
    const seldom = notTooOften(tell, now)
    const plain = await snapshotBytes(bytes)
    const snapshot = parseSnapshot(plain, (done, total) => seldom({ phase: 'parsing', done, total }))
    tell({ phase: 'analysing', done: plain.length, total: plain.length })
    const constructors = summarise(snapshot)
    opened = { snapshot, paths: new RetainerPaths(snapshot) }
    return { totals: totals(snapshot), constructors }
  }

  return {
    openFile: async ({ file }, tell) => {
      const seldom = notTooOften(tell, now)
      const bytes = await bytesOfFile(file, (done) => seldom({ phase: 'reading', done, total: file.size }))
      return await open(bytes, tell)
    },
    takePiece: ({ base64, totalBytes }) => {
      pieces ??= new Pieces(totalBytes)
      pieces.add(base64)
      return null
    },
    parsePieces: async (_, tell) => {
      const bytes = (pieces ?? new Pieces(0)).finish()
      pieces = null
      return await open(bytes, tell)
    },

    instances: ({ name, added: onlyAdded, ...page }) => {
      const key = `${onlyAdded ? 'added' : 'all'} ${name}`
      if (listed?.key !== key) {
        const nodes = onlyAdded ? (added.get(name) ?? new Int32Array(0)) : instancesOf(read().snapshot, name)
        listed = { key, nodes }
      }
      return instancesPage(read(), listed.nodes, page)
    },
    fields: ({ node, ...page }) => fieldsPage(read(), node, page),
    retainers: ({ node, ...page }) => retainersPage(read(), node, page),
    node: ({ node }) => factsOf(read(), node),
    memory: () => {
      const { snapshot, paths } = read()
      const profile = dominatorProfile(snapshot, paths, 'Retained memory')
      const { columns } = layoutLeftHeavy(profile)
      const none = { length: 0, stack: new Int32Array(0), weight: new Float64Array(0) }
      return { columns, profile: { ...profile, samples: none } }
    },

    lend: ({ port }) => {
      port.postMessage(read().snapshot.columns)
      port.close()
      return null
    },
    compare: async ({ port }) => {
      const { snapshot: after } = read()
      const before = HeapSnapshot.fromColumns(await lentTo(port))
      const rows = compareSnapshots(before, after)
      added = new Map(
        rows.map(({ name, addedNodes }) => [name, byRetained(addedNodes, after.dominators.retainedBytes)]),
      )
      listed = null
      return {
        rows: rows.map(withoutNodes),
        retainers: retainersOfGrowth(before, after, { limit: mostRetainers }),
        isOneProcess: areOfOneProcess(before, after),
      }
    },
  }
}

function withoutNodes(row: GrowthRow): Comparison['rows'][number] {
  const { addedNodes: _, ...rest } = row
  return rest
}

/** Unpacked, in UTF-8. @throws Failure BAD_INPUT where it is something else */
async function snapshotBytes(bytes: Uint8Array): Promise<Uint8Array> {
  const { format, bytes: plain } = await recogniseProfile(bytes)
  if (format === 'heapsnapshot') return plain
  throw new Failure('BAD_INPUT', 'This file is a profile, not a heap snapshot.', {
    hint: 'Give it the ending of its format, and open it again.',
    facts: { format },
  })
}

/** What another worker has put into the port already. */
async function lentTo(port: MessagePort): Promise<SnapshotColumns> {
  try {
    return await new Promise((resolve) => {
      // The other side is this same code.
      port.addEventListener('message', ({ data }: MessageEvent<SnapshotColumns>) => resolve(data), {
        once: true,
      })
      port.start()
    })
  } finally {
    port.close()
  }
}

function notTooOften<T>(tell: (told: T) => void, now: () => Milliseconds): (told: T) => void {
  let last = -Infinity
  return (told) => {
    if (now() - last < tellEvery) return
    last = now()
    tell(told)
  }
}
