import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { LeakRetainer, LeakSite } from '#shared/contract/node/leak.ts'
import type { Bytes } from '#shared/units.ts'

/** Where the program takes something out of what grows: `map.delete( in cart.mjs:12`. */
export interface Emptying {
  what: string
  file: string
  /** 1-based. */
  line: number
}

/** Larger files are bundles, in which names mean nothing. */
const LARGEST_FILE: Bytes = 1_000_000
/** Files looked into: those of the sites that grew most. */
const MOST_FILES = 4

/**
 * Looks into the sources of the sites for code that empties what holds the growth. There need not be any for
 * it to be no leak, and a leak may have some that does not work: it only says where a cache is to be doubted for longer.
 */
export async function findEmptying(
  sites: readonly LeakSite[],
  retainers: readonly LeakRetainer[],
): Promise<Emptying | null> {
  const names = namesOf(retainers)
  const files = [...new Set(sites.map(({ file }) => file))].slice(0, MOST_FILES)
  for (const file of files) {
    const source = await sourceOf(file)
    const found = source === null ? null : emptyingIn(source, names)
    if (found) return { ...found, file }
  }
  return null
}

/** What edges say besides names. */
const edgeWords = new Set(
  'module global globalThis entry of the context listeners listener element elements value values key keys internal weak table script function bound this part next'.split(
    ' ',
  ),
)

/** Variables and properties on the way to what grew. */
export function namesOf(retainers: readonly LeakRetainer[]): string[] {
  const paths = retainers.flatMap(({ path, others }) => [path, ...(others ?? [])])
  const words = paths.flatMap((path) =>
    path.flatMap(
      ({ edge }) =>
        edge.replaceAll(/"[^"]*"|\S+\.[cm]?[jt]sx?\S*/g, ' ').match(/#?[\p{L}_$][\p{L}\d_$]*/gu) ?? [],
    ),
  )
  return [...new Set(words)].filter((word) => !edgeWords.has(word))
}

/** Of what holds things, that takes them out. */
const takesOut =
  'delete|clear|shift|splice|pop|evict|prune|purge|expire|sweep|reset|removeListener|removeAllListeners|off'
/** Words of bounded things, where nothing is known of what holds the growth. */
const boundedWords =
  /\b(?:lru|ttl|evict\w*|expir(?:e|es|ed|y|ation)\w*|prune|sweep|max_?(?:size|age|entries|items|keys|length)|capacity)\b/i

/**
 * The first place in a source where one of the names is emptied; of anything, where there are no names.
 *
 * @returns null where there is none
 */
export function emptyingIn(source: string, names: readonly string[]): Omit<Emptying, 'file'> | null {
  const found =
    names.length > 0 ? patternOf(names).exec(source) : (anyPattern.exec(source) ?? boundedWords.exec(source))
  if (!found) return null
  const before = source.slice(0, found.index)
  return { what: found[0].trim(), line: before.split('\n').length }
}

const anyPattern = new RegExp(String.raw`[\w$\])]\s*\??\.\s*(?:${takesOut})\s*\(`)

function patternOf(names: readonly string[]): RegExp {
  const name = `(?<![\\p{L}\\d_$])(?:${names.map((word) => word.replaceAll('$', String.raw`\$`)).join('|')})(?![\\p{L}\\d_$])`
  const ways = [
    // map.delete(key)
    String.raw`${name}\s*\??\.\s*(?:${takesOut})\s*\(`,
    // list.length = 0
    String.raw`${name}\s*\.\s*length\s*(?:=(?!=)|--|-=)`,
    // delete table[key]
    String.raw`\bdelete\s+[\w$.#]*${name}\s*\[`,
    // ring[at % size] = value
    String.raw`${name}\s*\[[^\]\n]*%[^\]\n]*\]\s*=(?!=)`,
    // map = new Map(), list = [], list = list.slice(-100); not where it is declared
    String.raw`(?<!\b(?:const|let|var|static|readonly)\s+)(?<!^\s*)${name}\s*=\s*(?:new\s|\[\s*\]|\{\s*\}|[\w$.#]+\.(?:slice|filter)\()`,
  ]
  return new RegExp(ways.join('|'), 'mu')
}

/** Null where it is no file of this machine, or none to be read: a bundle, code made while it runs. */
async function sourceOf(file: string): Promise<string | null> {
  const path = file.startsWith('file:') ? fileURLToPath(file) : file
  if (!path.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(path)) return null
  try {
    const { size } = await stat(path)
    return size > LARGEST_FILE ? null : await readFile(path, 'utf8')
  } catch {
    // The process may run on another machine, behind a tunnel: then there is nothing to see.
    return null
  }
}
