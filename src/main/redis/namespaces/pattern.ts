import { escapeGlob } from '../glob.ts'
import { separatorBytes } from './pieces.ts'
import type { TreeNode } from './tree.ts'

/** Names do not depend on what is counted. */
type Node = TreeNode<unknown>

/** A part of a pattern: a byte as it is, any digit, or anything. */
type Token = number | 'digit' | 'any'

/** How much is compared for all patterns of one outline together; what is left then has none. */
const MOST_STEPS = 40_000_000

const separatorBits = new Uint16Array(256)
for (const [rank, byte] of separatorBytes.entries()) separatorBits[byte] = 1 << rank

/** Finds the globs that take exactly the keys below a node, as far as the names seen can tell. */
export class PatternFinder {
  readonly #root: Node
  #stepsLeft: number

  constructor(root: Node, mostSteps = MOST_STEPS) {
    this.#root = root
    this.#stepsLeft = mostSteps
  }

  /**
   * @param path the nodes from the first below the root to the namespace's own
   * @returns null where every glob tried would take other keys, too
   */
  patternOf(path: readonly Node[]): string | null {
    const target = path.at(-1)
    if (target === undefined) return '*'
    for (const digits of [false, true]) {
      if (digits && !path.some(({ varies, onlyDigits }) => varies && onlyDigits)) break
      const tokens = tokensOf(path, digits)
      if (!this.#takesOthers(this.#root, path, tokens, start(tokens), path)) return globOf(path, digits)
      if (this.#stepsLeft <= 0) return null
    }
    return null
  }

  /**
   * Whether a key outside of the target may match, the states being those after the node's prefix.
   *
   * @param ahead the way on to the target, where the node is on it and all before it are words; else empty
   */
  #takesOthers(
    node: Node,
    path: readonly Node[],
    tokens: readonly Token[],
    states: Uint8Array,
    ahead: readonly Node[],
  ): boolean {
    if (node.own !== undefined && this.#takesOwn(node, tokens, states)) return true
    const target = path.at(-1)
    const [way] = ahead
    for (const child of node.children.values()) {
      if (child === target || (way !== undefined && isNeverTheWord(child, way))) continue
      if (this.#stepsLeft <= 0) return true
      const after = this.#afterNode(child, tokens, states)
      if (after === undefined) continue
      const further = child === way && !child.varies ? ahead.slice(1) : []
      if (this.#takesOthers(child, path, tokens, after, further)) return true
    }
    return false
  }

  #takesOwn(node: Node, tokens: readonly Token[], states: Uint8Array): boolean {
    if (states[tokens.length] === 1) return true
    if (node.separator === '' && node !== this.#root) return false
    const after = this.#afterVarying(tokens, states, node.ownSeparators, node.ownOnlyDigits)
    return after?.[tokens.length] === 1
  }

  #afterNode(child: Node, tokens: readonly Token[], before: Uint8Array): Uint8Array | undefined {
    let states = this.#afterText(tokens, before, child.stem)
    if (states !== undefined && child.varies)
      states = this.#afterVarying(tokens, states, child.separators, child.onlyDigits)
    return states && this.#afterText(tokens, states, child.separator)
  }

  #afterText(tokens: readonly Token[], before: Uint8Array, text: string): Uint8Array | undefined {
    let states: Uint8Array = before
    for (let at = 0; at < text.length; at += 1) {
      const byte = text.charCodeAt(at)
      const next = new Uint8Array(states.length)
      let isAlive = false
      this.#stepsLeft -= tokens.length
      for (let state = 0; state < tokens.length; state += 1) {
        if (states[state] !== 1) continue
        const token = tokens[state]
        if (token === 'any') next[state] = 1
        else if (token === byte || (token === 'digit' && isDigit(byte))) next[state + 1] = 1
        else continue
        isAlive = true
      }
      if (!isAlive) return undefined
      states = closed(tokens, next)
    }
    return states
  }

  /** After one or more bytes of what varies: any byte but the separators that were never seen in it. */
  #afterVarying(
    tokens: readonly Token[],
    before: Uint8Array,
    separators: number,
    onlyDigits: boolean,
  ): Uint8Array | undefined {
    const reached = new Uint8Array(before.length)
    let frontier = before
    let isFirst = true
    for (;;) {
      const next = new Uint8Array(before.length)
      this.#stepsLeft -= tokens.length
      for (let state = 0; state < tokens.length; state += 1) {
        if (frontier[state] !== 1) continue
        const token = tokens[state]
        if (token === 'any') next[state] = 1
        else if (token === 'digit') next[state + 1] = 1
        else if (token !== undefined && isIn(token, separators, isFirst && onlyDigits)) next[state + 1] = 1
      }
      isFirst = false
      closed(tokens, next)
      let isNew = false
      for (let state = 0; state < next.length; state += 1) {
        if (next[state] === 1 && reached[state] !== 1) {
          reached[state] = 1
          isNew = true
        } else next[state] = 0
      }
      if (!isNew) break
      frontier = next
    }
    return reached.includes(1) ? reached : undefined
  }
}

/**
 * What varies beside a word that has a node of its own is never that very word: such a name would be in
 * the word's node.
 */
function isNeverTheWord(child: Node, way: Node): boolean {
  if (!child.varies || way.varies || way.separator === '' || child.separator !== way.separator) return false
  return (child.separators & (separatorBits[way.separator.charCodeAt(0)] ?? 0)) === 0
}

function isIn(byte: number, separators: number, mustBeDigit: boolean): boolean {
  if (mustBeDigit) return isDigit(byte)
  const bit = separatorBits[byte] ?? 0
  return bit === 0 || (separators & bit) !== 0
}

const isDigit = (byte: number) => byte >= 48 && byte <= 57

function start(tokens: readonly Token[]): Uint8Array {
  const states = new Uint8Array(tokens.length + 1)
  states[0] = 1
  return closed(tokens, states)
}

/** `any` may stand for nothing. */
function closed(tokens: readonly Token[], states: Uint8Array): Uint8Array {
  for (let state = 0; state < tokens.length; state += 1)
    if (states[state] === 1 && tokens[state] === 'any') states[state + 1] = 1
  return states
}

function tokensOf(path: readonly Node[], digits: boolean): Token[] {
  const tokens: Token[] = []
  for (const { stem, varies, separator, onlyDigits } of path) {
    tokens.push(...Buffer.from(stem, 'latin1'))
    if (varies && digits && onlyDigits) tokens.push('digit')
    if (varies) tokens.push('any')
    tokens.push(...Buffer.from(separator, 'latin1'))
  }
  if (path.at(-1)?.separator !== '') tokens.push('any')
  return tokens
}

/**
 * The glob that a namespace is called by.
 *
 * @param digits whether what varies has to begin with a digit where it always did
 */
export function globOf(path: readonly Node[], digits = false): string {
  const parts = path.map(({ stem, varies, separator, onlyDigits }) => {
    const varying = varies ? (digits && onlyDigits ? '[0-9]*' : '*') : ''
    return `${escapeGlob(textOfBytes(stem))}${varying}${escapeGlob(separator)}`
  })
  return parts.join('') + (path.at(-1)?.separator === '' ? '' : '*')
}

/** Stems are valid UTF-8, held as latin1. */
export function textOfBytes(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}
