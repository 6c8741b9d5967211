/** Profiles made up for measuring, the same each time. */
import { flameColors } from '#renderer/charts/flame/colors.ts'
import { ProfileBuilder } from '#shared/profile/build.ts'
import type { Profile } from '#shared/profile/model.ts'
import { type CallTree, callTree, deltas, randomFrom, walk } from './call-walk.ts'

const verbs = ['parse', 'resolve', 'render', 'read', 'encode', 'visit', 'match', 'flush', 'merge', 'hash']
const nouns = ['Request', 'Row', 'Template', 'Buffer', 'Node', 'Token', 'Header', 'Index', 'Page', 'Json']
const deepest = 40

/**
 * A profile whose time-order layout has `frames` rectangles: calls that call on, some long, most
 * short.
 */
export function generatedProfile(frames: number): Profile {
  const random = randomFrom(42)
  const build = new ProfileBuilder({ name: 'generated', unit: 'milliseconds', categories: flameColors })
  const names = verbs.flatMap((verb) => nouns.map((noun) => `${verb}${noun}`))
  const table = names.map((name, i) =>
    build.addFrame({ name, category: (i * 7) % flameColors.length, file: `src/${name}.ts`, line: i + 1 }),
  )
  const frameAt = (): number => table[Math.floor(random() * table.length)] ?? 0

  const root = build.stack(build.addFrame({ name: 'main', category: flameColors.length - 1 }), -1)
  // Calls still to run, the next one last; a call is a stack and the calls it may make in all.
  const pending: { stack: number; depth: number; budget: number }[] = [
    { stack: root, depth: 1, budget: frames - 1 },
  ]
  for (let call = pending.pop(); call !== undefined; call = pending.pop()) {
    const { stack, depth, budget } = call
    build.addSample(stack, random() ** 4 * 2 + 0.01)
    let left = depth >= deepest ? 0 : budget
    while (left > 0) {
      // Now and then a call takes most of what is left, which makes towers; others stay small.
      const size = Math.max(1, Math.ceil(left * (random() < 0.5 ? random() ** 0.3 : random() ** 3)))
      left -= size
      pending.push({ stack: build.stack(frameAt(), stack), depth: depth + 1, budget: size - 1 })
    }
  }
  return build.finish()
}

/** A random walk of `samples` over a call tree of `calls`; weights in milliseconds. */
export function walkedProfile({
  calls,
  samples,
  distinct = false,
}: {
  calls: number
  samples: number
  /** Each call is of a function of its own. */
  distinct?: boolean
}): Profile {
  const tree = callTree(calls, 1)
  const functions = distinct
    ? Array.from(tree.called, (called, i) => {
        const { name = '', url = '', column = 0 } = tree.functions[called] ?? {}
        return { name: `${name}${i}`, url, line: i, column }
      })
    : tree.functions
  const frame = distinct ? Int32Array.from(tree.called.keys()) : tree.called
  return {
    name: `walk of ${samples} samples over ${calls} calls`,
    unit: 'milliseconds',
    categories: ['app', 'node_modules', 'node'],
    frames: {
      length: functions.length,
      name: functions.map(({ name }) => name),
      category: Int32Array.from(functions, ({ url }) =>
        url.includes('node_modules') ? 1 : url.startsWith('node:') ? 2 : 0,
      ),
      file: functions.map(({ url }) => url),
      line: Int32Array.from(functions, ({ line }) => line + 1),
      column: Int32Array.from(functions, ({ column }) => column + 1),
    },
    stacks: { length: tree.length, frame, parent: tree.parent },
    samples: {
      length: samples,
      stack: walk(tree, samples, 2),
      weight: Float64Array.from(deltas(samples, 3), (delta) => delta / 1000),
    },
  }
}

/** A walk up and down one chain of calls that is very deep, with short branches off it. */
export function deepWalk({ depth, samples }: { depth: number; samples: number }): Profile {
  const random = randomFrom(5)
  const build = new ProfileBuilder({
    name: `${depth} deep`,
    unit: 'milliseconds',
    categories: ['app', 'node'],
  })
  const chain = verbs.map((verb) => build.addFrame({ name: `${verb}Again`, file: 'src/deep.js' }))
  const leaf = build.addFrame({ name: 'leaf', category: 1, file: 'node:leaf' })
  const trunk: number[] = []
  for (let i = 0; i < depth; i++) trunk.push(build.stack(chain[i % chain.length] ?? 0, trunk.at(-1) ?? -1))
  let at = 0
  for (let sample = 0; sample < samples; sample++) {
    at += Math.floor((random() - 0.49) * depth * 0.05)
    at = Math.min(depth - 1, Math.max(0, at))
    const there = trunk[at] ?? 0
    build.addSample(random() < 0.5 ? there : build.stack(leaf, there), 0.5 + random())
  }
  return build.finish()
}

/**
 * The same as the bytes of a `.cpuprofile` of about `megabytes` (of 10^6 bytes): as many samples as
 * are asked for, and nodes for the rest.
 */
export function generatedCpuprofile({
  megabytes,
  samples,
}: {
  megabytes: number
  samples: number
}): Uint8Array {
  const calls = Math.max(1000, Math.round((megabytes * 1e6 - samples * bytesPerSample) / bytesPerCall))
  const tree = callTree(calls, 1)
  const visited = walk(tree, samples, 2)
  const lasted = deltas(samples, 3)
  const text = new Text(megabytes * 1.2e6)
  text.write('{"nodes":[')
  writeNodes(text, tree, visited)
  const took = lasted.reduce((sum, delta) => sum + delta, 0)
  text.write(`],"startTime":1000000,"endTime":${1_000_000 + took},"samples":[`)
  text.list(visited, (node) => String(node + 1))
  text.write('],"timeDeltas":[')
  text.list(lasted, String)
  text.write(']}')
  return text.bytes()
}

/** About; measured on what is written. */
const bytesPerCall = 185
const bytesPerSample = 11.6

function writeNodes(text: Text, tree: CallTree, visited: Int32Array): void {
  const hits = new Int32Array(tree.length)
  for (const node of visited) hits[node] = (hits[node] ?? 0) + 1
  const children = new Map<number, number[]>()
  for (let node = 1; node < tree.length; node++) {
    const parent = tree.parent[node] ?? 0
    const list = children.get(parent)
    if (list === undefined) children.set(parent, [node + 1])
    else list.push(node + 1)
  }
  for (let node = 0; node < tree.length; node++) {
    const called = node === 0 ? undefined : tree.functions[tree.called[node] ?? 0]
    const callFrame = {
      functionName: called?.name ?? '(root)',
      scriptId: called === undefined ? '0' : String(called.url.length),
      url: called?.url ?? '',
      lineNumber: called?.line ?? -1,
      columnNumber: called?.column ?? -1,
    }
    const below = children.get(node)
    text.write(
      `${node === 0 ? '' : ','}${JSON.stringify({
        id: node + 1,
        callFrame,
        hitCount: hits[node] ?? 0,
        ...(below !== undefined && { children: below }),
      })}`,
    )
  }
}

/** ASCII that grows, in pieces that a string can hold. */
class Text {
  #bytes: Uint8Array
  #length = 0
  readonly #encoder = new TextEncoder()

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity)
  }

  write(piece: string): void {
    while (this.#length + piece.length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#length += this.#encoder.encodeInto(piece, this.#bytes.subarray(this.#length)).written
  }

  list(values: Int32Array, textOf: (value: number) => string): void {
    const together = 10_000
    for (let from = 0; from < values.length; from += together) {
      const piece = Array.from(values.subarray(from, from + together), textOf).join(',')
      this.write(from === 0 ? piece : `,${piece}`)
    }
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }
}
