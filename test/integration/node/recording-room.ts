import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AttachmentsRoom, createAttachments } from '#main/node/attachments/index.ts'
import { createRecordings, type Recordings } from '#main/node/recording/index.ts'
import { createProfiles, type ProfilesRoom } from '#main/profiles/index.ts'
import { openStorage } from '#main/storage/index.ts'
import type { Environment, Guard } from '#shared/contract/environments.ts'
import type { RecordingEvent, RecordingSettings } from '#shared/contract/node/recording.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import type { TestNode } from '../../support/node-process.ts'

/** Recordings with all that they need, on a home folder of their own. */
export interface RecordingRoom extends AsyncDisposable {
  attachments: AttachmentsRoom
  profiles: ProfilesRoom
  recordings: Recordings
  home: string
  /** What is kept; tests put environments into it. */
  environments: Environment[]
  /** Attaches by the inspector that the process has open; the id of the attachment. */
  attach: (node: TestNode) => Promise<string>
}

export async function openRecordingRoom(): Promise<RecordingRoom> {
  const home = await mkdtemp(join(tmpdir(), 'pitwall-recording-'))
  const storage = openStorage(home)
  const environments: Environment[] = []
  const attachments = createAttachments({
    resolveTarget: async (targetId) => {
      for (const environment of environments) {
        const target = environment.targets.find(({ id }) => id === targetId)
        if (target) return await Promise.resolve({ ...target, environment, password: undefined })
      }
      throw new Error(`There is no target ${targetId}.`)
    },
  })
  const profiles = createProfiles({ database: storage.database, home })
  const recordings = createRecordings({ attachments, profiles, environments: { list: () => environments } })
  return {
    attachments,
    profiles,
    recordings,
    home,
    environments,
    attach: async (node) => {
      const port = node.inspectorPort
      if (port === undefined) throw new Error('Its inspector is not open.')
      return (await attachments.open({ by: 'inspector', host: '127.0.0.1', port })).id
    },
    async [Symbol.asyncDispose]() {
      await attachments.closeAll()
      storage.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

export const cpu = { kind: 'cpu', intervalUs: 1_000 } satisfies RecordingSettings
export const heap = {
  kind: 'heap',
  intervalBytes: 16_384,
  depth: 128,
  includeCollected: false,
} satisfies RecordingSettings
export const snapshot = { kind: 'snapshot' } satisfies RecordingSettings

/** Records to the end; `onEvent` hears everything on the way. */
export async function record(
  { recordings }: RecordingRoom,
  input: {
    attachmentId: string
    settings: RecordingSettings
    threadId?: string
    seconds?: number
    confirmation?: string
  },
  onEvent: (event: RecordingEvent) => void = () => {},
  signal?: AbortSignal,
): Promise<ProfileHead> {
  for await (const event of recordings.start({ threadId: 'main', seconds: 1, ...input }, signal)) {
    onEvent(event)
    if (event.type === 'profile') return event.head
  }
  throw new Error('The recording ended without a profile.')
}

/** A kept environment with one Node target at the process's inspector, `t`. */
export function environmentOf(node: TestNode, guard: Guard): Environment {
  return {
    id: 'e',
    name: 'staging',
    guard,
    origin: 'user',
    targets: [
      {
        id: 't',
        environmentId: 'e',
        name: 'api',
        address: { kind: 'node', host: 'localhost', port: node.inspectorPort ?? 0 },
        secret: { kind: 'none' },
      },
    ],
  }
}

interface CallFrame {
  functionName: string
  url: string
  lineNumber: number
  columnNumber: number
}

export interface CpuFile {
  nodes: { id: number; callFrame: CallFrame; children?: number[] }[]
  startTime: number
  endTime: number
  samples: number[]
  timeDeltas: number[]
}

interface HeapNode {
  callFrame: CallFrame
  selfSize: number
  id: number
  children: HeapNode[]
}

export interface HeapFile {
  head: HeapNode
  samples: { size: number; nodeId: number; ordinal: number }[]
}

/** As V8 and DevTools write it; read without any code of Pitwall's. */
export async function readJson<T>({ file }: { file: string }): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T // the tests say which of the shapes above it has
}

/** Function name → number of samples in the function itself. */
export function samplesOf({ nodes, samples }: CpuFile): Map<string, number> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]))
  const counts = new Map<string, number>()
  for (const id of samples) {
    const name = names.get(id) ?? ''
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** Function name → bytes allocated by the function itself. */
export function bytesOf({ head }: HeapFile): Map<string, number> {
  const bytes = new Map<string, number>()
  const waiting = [head]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const { functionName } = node.callFrame
    bytes.set(functionName, (bytes.get(functionName) ?? 0) + node.selfSize)
    waiting.push(...node.children)
  }
  return bytes
}

export function largest(figures: Map<string, number>, except: readonly string[] = []): string | undefined {
  return [...figures].filter(([name]) => !except.includes(name)).toSorted((a, b) => b[1] - a[1])[0]?.[0]
}

/** 1-based. */
export function lineOf(source: string, text: string): number {
  return source.split('\n').findIndex((line) => line.includes(text)) + 1
}

/**
 * Without it V8 puts small functions into those that call them, and its samplers count them to these:
 * which function is at the top would depend on when it was optimised.
 */
export const notInlined = ['--no-turbo-inlining', '--no-maglev-inlining']

/** Burns the CPU in one function and allocates in another. */
export const busySource = `
const kept = []
function burn(rounds) {
  let sum = 1
  for (let i = 0; i < rounds; i++) sum = (sum * 31 + i) | 0
  return sum
}
function hoard() {
  for (let i = 0; i < 40; i++) kept.push(new Array(256).fill(i))
  if (kept.length > 20_000) kept.length = 0
}
function waste() {
  return JSON.stringify(Array.from({ length: 200 }, (_, i) => ({ i, name: 'wasted ' + i }))).length
}
function turn() {
  burn(5_000_000)
  hoard()
  waste()
  setTimeout(turn, 1)
}
turn()
console.log('running')
`
