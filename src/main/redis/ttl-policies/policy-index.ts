import type { TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import { matcher } from '../glob.ts'

/** Finds the policy that counts for a key: the first of the table whose pattern matches. */
export interface PolicyIndex {
  /** Its place in the table; -1 where none matches. */
  find(key: Buffer): number
}

/**
 * A tree over the bytes before each pattern's first wildcard, as a key is only to be matched with the
 * patterns it begins like. What follows most prefixes is a single star, and then nothing is to match.
 */
export function createPolicyIndex(policies: readonly Pick<TtlPolicy, 'pattern'>[]): PolicyIndex {
  const root = emptyNode()
  for (const [place, { pattern }] of policies.entries()) {
    const { prefix, rest } = splitPattern(Buffer.from(pattern))
    let node = root
    for (const byte of prefix) {
      let child = node.children.get(byte)
      if (!child) {
        child = emptyNode()
        node.children.set(byte, child)
      }
      node = child
    }
    node.candidates.push({ place, matches: matcherOf(pattern, prefix, rest) })
  }
  return { find: (key) => findIn(root, key) }
}

interface Candidate {
  place: number
  /** Null: every key that begins like this. */
  matches: ((key: Buffer) => boolean) | null
}

interface Node {
  /** In the order of the table. */
  candidates: Candidate[]
  children: Map<number, Node>
}

function emptyNode(): Node {
  return { candidates: [], children: new Map() }
}

function findIn(root: Node, key: Buffer): number {
  let best = -1
  let node: Node | undefined = root
  let at = 0
  for (;;) {
    for (const { place, matches } of node.candidates) {
      if (best !== -1 && place > best) break
      if (matches !== null && !matches(key)) continue
      best = place
      break
    }
    if (at === key.length) return best
    node = node.children.get(key[at] ?? 0)
    if (node === undefined) return best
    at++
  }
}

function matcherOf(pattern: string, prefix: Buffer, rest: string): Candidate['matches'] {
  if (rest === '*') return null
  if (rest === '') return (key) => key.length === prefix.length
  return matcher(pattern)
}

/** The bytes that a key has to begin with, and what of the pattern follows them. */
function splitPattern(pattern: Buffer): { prefix: Buffer; rest: string } {
  const prefix: number[] = []
  let at = 0
  for (; at < pattern.length; at++) {
    const byte = pattern[at] ?? 0
    if (byte === STAR || byte === QUESTION || byte === OPEN) break
    // A backslash at the very end stands for itself.
    if (byte === BACKSLASH && at + 1 < pattern.length) at++
    prefix.push(pattern[at] ?? 0)
  }
  return { prefix: Buffer.from(prefix), rest: pattern.toString('latin1', at) }
}

const STAR = 42
const QUESTION = 63
const OPEN = 91
const BACKSLASH = 92
