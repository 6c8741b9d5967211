import { escapeGlob } from '../glob.ts'

/** Kinds of keys, by how their names begin. */
export interface Namespaces {
  /** The number of each key's namespace. */
  of: Int32Array
  /** Globs: `user:*`; a key that has nothing in common with others is its own. */
  patterns: string[]
}

const separator = /[:/|.]/
/** A part of a name that stands for one thing: an id, a uuid, a hash, a date. */
const variable = /\d|^[\da-f]{8,}$/i
/** More kinds than that under one beginning are names of things after all. */
const MOST_UNDER_ONE = 30

/**
 * Groups keys by the parts of their names that come before the first that looks like an id: `user:*` for
 * `user:17:profile`. The last part always counts as one. A second part that takes many values is one too,
 * whatever it looks like (`user:alice:profile`).
 */
export function namespacesOf(names: readonly string[]): Namespaces {
  const long = names.map((name) => beginningOf(name))
  const kinds = new Map<string, Set<string>>()
  for (const beginning of long) {
    const first = firstPartOf(beginning)
    const under = kinds.get(first) ?? new Set()
    kinds.set(first, under)
    if (under.size <= MOST_UNDER_ONE) under.add(beginning)
  }
  const numbers = new Map<string, number>()
  const of = new Int32Array(names.length)
  for (const [key, beginning] of long.entries()) {
    const first = firstPartOf(beginning)
    const kind = (kinds.get(first)?.size ?? 0) > MOST_UNDER_ONE ? first : beginning
    let number = numbers.get(kind)
    if (number === undefined) numbers.set(kind, (number = numbers.size))
    of[key] = number
  }
  return { of, patterns: [...numbers.keys()] }
}

/** As a glob: up to its last separator before an id; a name without either stands for itself. */
function beginningOf(name: string): string {
  let end = 0
  for (;;) {
    const next = name.slice(end).search(separator)
    if (next === -1 || variable.test(name.slice(end, end + next))) break
    end += next + 1
  }
  if (end > 0) return globOf(name.slice(0, end))
  // No separator: what comes before the first digit.
  const digit = name.search(/\d/)
  return digit > 0 ? globOf(name.slice(0, digit)) : escapeGlob(name)
}

function firstPartOf(glob: string): string {
  const at = glob.search(separator)
  return at === -1 ? glob : `${glob.slice(0, at + 1)}*`
}

function globOf(beginning: string): string {
  return `${escapeGlob(beginning)}*`
}
