import { bytesOfKeyName } from '#shared/redis/key-name.ts'
import { PieceReader, separatorsOf } from './pieces.ts'

/** Children of one node that are told apart by name; beyond, the names are taken as varying. */
const MOST_NAMES = 256
/** Of a node with too many names, those with so large a part of its keys keep theirs. */
const HEAVY_SHARE = 1 / 64
/** Words that differ in the digits at their end make a namespace of their own from so many on. */
const ALIKE = 8
/** All nodes together: some 1.5 KB each with the tallies of an analysis. */
const MOST_NODES = 20_000
const LEAST_NAMES = 8
/** Deeper names are not divided further. */
const DEEPEST = 32

/** What is counted of the keys of a node. */
export interface Counts<Self> {
  readonly keys: number
  merge: (other: Self) => void
}

/** A part of names: all keys whose names begin with it. */
export class TreeNode<T> {
  /** Bytes before what varies, as latin1: `page-` of `page-*:`; the whole where nothing does. */
  readonly stem: string
  readonly varies: boolean
  /** The separator that ends it, as latin1; empty: the name ends here. */
  readonly separator: string
  /** Of the varying part: separators seen in it, as bits; whether all begin with a digit. */
  separators = 0
  onlyDigits = true
  /** Keys that end here, in this node or in what varies after it. */
  own: T | undefined
  /** As `separators`, of the rest of those keys' names; whether there are such rests. */
  ownSeparators = 0
  /** Some own keys' rests are words, not ids. */
  ownWords = false
  ownOnlyDigits = true
  /** Of the children, by {@link labelOf}. */
  readonly children = new Map<string, TreeNode<T>>()
  /** Children that end or go on with a word of their own. */
  names = 0
  /** Keys that came by, as heavy children are judged by while it runs. */
  passed = 0
  /** It had too many names: new ones are taken as varying. */
  isFolded = false
  /** Words before digits that make namespaces of their own since then. */
  stems: Set<string> | undefined
  /** Where its keys are counted since it was folded; see {@link liveNode}. */
  into: TreeNode<T> | undefined

  constructor(stem: string, varies: boolean, separator: string) {
    this.stem = stem
    this.varies = varies
    this.separator = separator
  }
}

function labelOf(stem: string, varies: boolean, separator: string): string {
  // A null byte is in no word, so no name can look like it.
  return varies ? `${stem}\0${separator}` : `${stem}${separator}`
}

/**
 * The names of all keys seen, as a tree of bounded size with exact totals. What varies by its looks is
 * folded at once; what varies by number when a node has more names than are told apart. Folding only
 * ever goes one way and both sides of it end the same, so the order of the keys hardly matters: only
 * which names are heavy is judged by the keys until then.
 */
export class NamespaceTree<T extends Counts<T>> {
  readonly root = new TreeNode<T>('', false, '')
  /** Counts of no keys. */
  readonly none: () => T
  readonly #reader = new PieceReader()
  #nodes = 1
  #mostNames = MOST_NAMES

  constructor(none: () => T) {
    this.none = none
  }

  /** The node of a key, given its name's bytes: `names` from `from` to `to`. */
  place(names: Buffer, from: number, to: number): TreeNode<T> {
    const node = this.#find(names, from, to)
    if (this.#nodes <= MOST_NODES) return node
    // What the node was made for has to be there before it is folded.
    this.countsOf(node)
    this.#shrink()
    return liveNode(node)
  }

  /** The node of a key, given its name as it travels on the contract. */
  placeKey(name: string): TreeNode<T> {
    const { buffer, byteOffset, length } = bytesOfKeyName(name)
    return this.place(Buffer.from(buffer, byteOffset, length), 0, length)
  }

  /** The counts of the keys that end in a node, to add to. */
  countsOf(node: TreeNode<T>): T {
    return (node.own ??= this.none())
  }

  #find(names: Buffer, from: number, to: number): TreeNode<T> {
    const piece = this.#reader
    piece.begin(names, from, to)
    let node = this.root
    node.passed += 1
    if (from === to) return node
    for (let depth = 0; ; depth += 1) {
      piece.next()
      const child = depth < DEEPEST ? this.#child(node, names) : undefined
      if (child === undefined) return this.#own(node, depth === DEEPEST ? to : piece.end)
      child.passed += 1
      node = child
      if (piece.isLast) return node
    }
  }

  /** The child of the reader's piece; undefined where the name ends in the node itself. */
  #child(node: TreeNode<T>, names: Buffer): TreeNode<T> | undefined {
    const piece = this.#reader
    const { isLast } = piece
    if (!piece.varies && isLast) this.#varyDigits()
    // What varies at the end, or is nothing, is no name of a part: the key is the node's own.
    if (isLast && (piece.varies ? piece.stemEnd : piece.end) === piece.from) return undefined
    const separator = isLast ? '' : String.fromCharCode(names[piece.end] ?? 0)
    const stem = names.toString('latin1', piece.from, piece.stemEnd)
    const known = node.children.get(labelOf(stem, piece.varies, separator))
    if (known !== undefined) return this.#noting(known)
    if (!node.isFolded) return this.#add(node, names, stem, separator)
    return this.#foldedChild(node, names, separator)
  }

  /** A new name under a node that had too many: a known word with other digits, or simply varying. */
  #foldedChild(node: TreeNode<T>, names: Buffer, separator: string): TreeNode<T> | undefined {
    const piece = this.#reader
    const digits = piece.varies ? piece.stemEnd : piece.digitsFrom()
    const stem = names.toString('latin1', piece.from, digits)
    const isKnown = digits < piece.end && stem !== '' && node.stems?.has(stem) === true
    piece.vary(isKnown ? digits : piece.from)
    if (piece.isLast && !isKnown) return undefined
    const kept = isKnown ? stem : ''
    const known = node.children.get(labelOf(kept, true, separator))
    return known === undefined ? this.#insert(node, kept, separator) : this.#noting(known)
  }

  #noting<Node extends TreeNode<T> | undefined>(node: Node): Node {
    const piece = this.#reader
    if (node?.varies === true) {
      node.separators |= piece.separators
      if (!piece.digit) node.onlyDigits = false
    }
    return node
  }

  /** `user12` at the end of a name: the digits vary, where the word is one. */
  #varyDigits(): void {
    const piece = this.#reader
    const digits = piece.digitsFrom()
    if (digits < piece.end && digits - piece.from >= 2) piece.vary(digits)
  }

  #add(node: TreeNode<T>, names: Buffer, stem: string, separator: string): TreeNode<T> | undefined {
    const { varies } = this.#reader
    if (!varies || stem !== '') {
      if (node.names >= this.#mostNames) {
        this.#fold(node)
        return this.#foldedChild(node, names, separator)
      }
      node.names += 1
    }
    // Nothing is left to fold: what is new stays undivided.
    if (this.#nodes > MOST_NODES * 2) return undefined
    const child = new TreeNode<T>(stem, varies, separator)
    node.children.set(labelOf(stem, varies, separator), child)
    this.#nodes += 1
    return this.#noting(child)
  }

  #insert(node: TreeNode<T>, stem: string, separator: string): TreeNode<T> {
    const child = new TreeNode<T>(stem, true, separator)
    node.children.set(labelOf(stem, true, separator), child)
    this.#nodes += 1
    return this.#noting(child)
  }

  /** The rest of the name from the reader's piece on belongs to the node's own keys. */
  #own(node: TreeNode<T>, end: number): TreeNode<T> {
    const piece = this.#reader
    const { varies } = piece
    if (end > piece.end) piece.end = end
    piece.vary()
    node.ownSeparators |= piece.separators
    if (!varies) node.ownWords = true
    if (!piece.digit) node.ownOnlyDigits = false
    return node
  }

  /** Takes the light names of a node together as what varies. */
  #fold(node: TreeNode<T>): void {
    node.isFolded = true
    const alike = new Map<string, number>()
    const light = [...node.children].filter(
      ([, child]) => !(child.varies && child.stem === '') && child.passed < node.passed * HEAVY_SHARE,
    )
    for (const [, child] of light) {
      const word = wordOf(child)
      if (word !== undefined) alike.set(word, (alike.get(word) ?? 0) + 1)
    }
    node.stems ??= new Set()
    for (const [word, count] of alike) if (count >= ALIKE) node.stems.add(word)
    for (const [label, child] of light) {
      const word = wordOf(child)
      const stem = word !== undefined && node.stems.has(word) ? word : ''
      if (child.varies && child.stem === stem) continue
      node.children.delete(label)
      this.#nodes -= 1
      node.names -= 1
      this.#mergeAsVarying(node, stem, child)
    }
    node.names = [...node.children.values()].filter((child) => !child.varies || child.stem !== '').length
  }

  #mergeAsVarying(node: TreeNode<T>, stem: string, child: TreeNode<T>): void {
    const text = child.stem.slice(stem.length)
    const digit = /^\d/.test(text)
    const separators = child.separators | separatorsOf(text)
    if (child.separator === '' && stem === '') {
      if (child.own) this.countsOf(node).merge(child.own)
      child.into = node
      node.ownSeparators |= separators
      node.ownWords ||= !child.varies
      node.ownOnlyDigits &&= digit
      return
    }
    const label = labelOf(stem, true, child.separator)
    let target = node.children.get(label)
    if (target === undefined) {
      target = new TreeNode<T>(stem, true, child.separator)
      node.children.set(label, target)
      this.#nodes += 1
    }
    target.separators |= separators
    target.onlyDigits &&= text === '' ? child.onlyDigits : digit
    this.#merge(target, child)
  }

  #merge(into: TreeNode<T>, from: TreeNode<T>): void {
    if (from.own) this.countsOf(into).merge(from.own)
    from.into = into
    into.ownSeparators |= from.ownSeparators
    into.ownWords ||= from.ownWords
    into.ownOnlyDigits &&= from.ownOnlyDigits
    into.passed += from.passed
    for (const [label, child] of from.children) {
      const known = into.children.get(label)
      if (known === undefined) {
        const moved = new TreeNode<T>(child.stem, child.varies, child.separator)
        moved.separators = child.separators
        moved.onlyDigits = child.onlyDigits
        into.children.set(label, moved)
        if (!child.varies || child.stem !== '') into.names += 1
        this.#merge(moved, child)
      } else {
        this.#nodes -= 1
        known.separators |= child.separators
        known.onlyDigits &&= child.onlyDigits
        this.#merge(known, child)
      }
    }
    if (into.names > this.#mostNames || from.isFolded) this.#fold(into)
  }

  /** Fewer names a node, until the tree has shrunk. */
  #shrink(): void {
    while (this.#nodes > MOST_NODES / 2 && this.#mostNames > LEAST_NAMES) {
      this.#mostNames = Math.floor(this.#mostNames / 2)
      const visit = (node: TreeNode<T>): void => {
        if (node.names > this.#mostNames) this.#fold(node)
        for (const child of node.children.values()) visit(child)
      }
      visit(this.root)
    }
  }
}

/** `user` of `user12:`: the word before digits at the end. */
function wordOf(child: Pick<TreeNode<unknown>, 'stem' | 'varies'>): string | undefined {
  if (child.varies) return child.stem
  const [digits = ''] = /\d+$/.exec(child.stem) ?? []
  return digits === '' || digits.length === child.stem.length
    ? undefined
    : child.stem.slice(0, -digits.length)
}

/** The node itself, or the one that it was folded into. */
export function liveNode<T>(node: TreeNode<T>): TreeNode<T> {
  let live = node
  while (live.into !== undefined) live = live.into
  // The next one who asks finds it at once.
  if (live !== node) node.into = live
  return live
}
