/** Parts between separators that name a thing and not a kind of thing. */
const variable =
  /^(?:\d+|[0-9a-f]{8,}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9A-HJKMNP-TV-Z]{26}|(?=.*\d)[\w=+-]{12,}|.*\d{3,}.*|v?\d+(?:\.\d+)*|.{41,}|.*@.*)$/i
/** A place where so many different words stand holds names, too. */
const MOST_WORDS = 60
const separator = /[:/|.]/

export interface NamespaceCounts {
  pattern: string
  keys: number
  reads: number
  writes: number
  hits: number
  misses: number
}

interface Group {
  parent: string
  /** The word behind the parent. */
  words: Map<string, Set<number>>
}

/** Namespaces with their counts; `user:17:cart` belongs to `user:*:cart`. */
export class NamespaceTally {
  private readonly counts: NamespaceCounts[] = []
  private readonly byPattern = new Map<string, number>()
  /** Where a namespace went that was folded into another. */
  private readonly into: number[] = []
  private readonly groups = new Map<string, Group>()
  private readonly folded = new Set<string>()

  /** The number of a key's namespace. */
  of(key: string): number {
    const parts = partsOf(key)
    const pattern = this.fold(parts)
    let number = this.byPattern.get(pattern)
    if (number === undefined) {
      number = this.add(pattern)
      this.note(parts, number)
    }
    return this.live(number)
  }

  /** The counts that a number stands for now. */
  at(number: number): NamespaceCounts {
    const counts = this.counts[this.live(number)]
    if (!counts) throw new RangeError('no such namespace')
    return counts
  }

  all(): NamespaceCounts[] {
    return this.counts.filter((_counts, number) => this.into[number] === number)
  }

  private add(pattern: string): number {
    const number = this.counts.length
    this.counts.push({ pattern, keys: 0, reads: 0, writes: 0, hits: 0, misses: 0 })
    this.into.push(number)
    this.byPattern.set(pattern, number)
    return number
  }

  private live(number: number): number {
    let at = number
    for (let next = this.into[at] ?? at; next !== at; next = this.into[at] ?? at) at = next
    // The next one who asks finds it at once.
    this.into[number] = at
    return at
  }

  /** The pattern of a key's parts, which are folded in place. */
  private fold(parts: string[]): string {
    let pattern = ''
    for (let index = 0; index < parts.length; index += 2) {
      const part = parts[index] ?? ''
      if (variable.test(part) || this.folded.has(pattern)) parts[index] = '*'
      pattern += (parts[index] ?? '') + (parts[index + 1] ?? '')
    }
    return pattern
  }

  /** Counts the words at each place of a new pattern, and folds those with too many. */
  private note(parts: readonly string[], number: number): void {
    let parent = ''
    for (let index = 0; index < parts.length; index += 2) {
      const word = parts[index] ?? ''
      if (word !== '*') {
        let group = this.groups.get(parent)
        if (!group) this.groups.set(parent, (group = { parent, words: new Map() }))
        const members = group.words.get(word) ?? new Set()
        members.add(number)
        group.words.set(word, members)
        if (group.words.size > MOST_WORDS) {
          this.foldGroup(group)
          return
        }
      }
      parent += word + (parts[index + 1] ?? '')
    }
  }

  private foldGroup({ parent, words }: Group): void {
    this.folded.add(parent)
    this.groups.delete(parent)
    for (const members of words.values()) {
      for (const member of members) {
        if (this.into[member] !== member) continue
        const old = this.counts[member]
        if (!old) continue
        const parts = partsOf(old.pattern)
        const pattern = this.fold(parts)
        this.byPattern.delete(old.pattern)
        let target = this.byPattern.get(pattern)
        if (target === undefined) {
          target = this.add(pattern)
          this.note(parts, target)
        }
        this.merge(member, this.live(target))
      }
    }
  }

  private merge(from: number, to: number): void {
    const source = this.counts[from]
    const target = this.counts[to]
    if (!source || !target || from === to) return
    for (const field of ['keys', 'reads', 'writes', 'hits', 'misses'] as const) target[field] += source[field]
    this.into[from] = to
  }
}

/** Words and separators in turn. */
function partsOf(key: string): string[] {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at < key.length; at += 1) {
    const letter = key[at] ?? ''
    if (!separator.test(letter)) continue
    parts.push(key.slice(from, at), letter)
    from = at + 1
  }
  parts.push(key.slice(from))
  return parts
}
