import type { LeakSite } from '#shared/contract/node/leak.ts'
import type { IndexIntoFrameTable, IndexIntoStackTable, Profile } from '#shared/profile/model.ts'
import type { Bytes } from '#shared/units.ts'

/** A site grown by less than this part of the growth is left out. */
const SMALLEST_SHARE = 0.01
const MOST_SITES = 10

/**
 * Who allocated what is alive in the later of two profiles of live objects and was not there in the
 * earlier, most first. A site is the innermost function that is the program's own or a package's: what
 * Node and V8 allocate, they allocate for it. Shares are of all that grew.
 *
 * @param outsideBytes growth outside V8's heap, which the profiles do not hold: it is told of the sites whose
 *   buffers grew, in the proportion of these
 */
export function growingSites(
  earlier: Profile | null,
  later: Profile | null,
  outsideBytes: Bytes = 0,
): LeakSite[] {
  if (!later) return []
  const grown = grownStacks(earlier, later)
  const bySite = new Map<IndexIntoFrameTable, Site>()
  for (const { stack, bytes } of grown) {
    const { siteStack, isBuffer } = siteOf(later, stack)
    const frame = later.stacks.frame[siteStack] ?? 0
    const site = bySite.get(frame) ?? { bytes: 0, bufferBytes: 0, stack: siteStack, most: -Infinity }
    site.bytes += bytes
    if (isBuffer) site.bufferBytes += bytes
    if (bytes > site.most) {
      site.most = bytes
      site.stack = siteStack
    }
    bySite.set(frame, site)
  }
  const sites = withOutside([...bySite.values()], outsideBytes)
  const total = sites.reduce((sum, { bytes }) => sum + Math.max(0, bytes), 0)
  return sites
    .filter(({ bytes }) => bytes > 0 && bytes >= total * SMALLEST_SHARE)
    .sort((x, y) => y.bytes - x.bytes)
    .slice(0, MOST_SITES)
    .map(({ bytes, stack }) => describe(later, stack, bytes, bytes / total))
}

interface Site {
  bytes: Bytes
  /** Of these, what belongs to buffers, whose contents lie outside the heap. */
  bufferBytes: Bytes
  /** The path on which most of it grew. */
  stack: IndexIntoStackTable
  most: Bytes
}

function withOutside(sites: Site[], outsideBytes: Bytes): Site[] {
  const buffers = sites.reduce((sum, { bufferBytes }) => sum + Math.max(0, bufferBytes), 0)
  if (outsideBytes <= 0 || buffers === 0) return sites
  return sites.map((site) => ({
    ...site,
    bytes: site.bytes + (outsideBytes * Math.max(0, site.bufferBytes)) / buffers,
  }))
}

/** Bytes at each path of the later profile less those at the same path of the earlier. */
function grownStacks(earlier: Profile | null, later: Profile): { stack: number; bytes: Bytes }[] {
  const known: KnownPaths = new Map()
  const before = new Map<number, Bytes>()
  if (earlier) {
    const bytes = bytesOfStacks(earlier)
    pathsOf(earlier, known).forEach((path, stack) => before.set(path, bytes[stack] ?? 0))
  }
  const bytes = bytesOfStacks(later)
  return pathsOf(later, known)
    .map((path, stack) => ({ stack, bytes: (bytes[stack] ?? 0) - (before.get(path) ?? 0) }))
    .filter((grown) => grown.bytes !== 0)
}

function bytesOfStacks({ stacks, samples }: Profile): Float64Array {
  const bytes = new Float64Array(stacks.length)
  for (let at = 0; at < samples.length; at++) {
    const stack = samples.stack[at] ?? -1
    if (stack >= 0) bytes[stack] = (bytes[stack] ?? 0) + (samples.weight[at] ?? 0)
  }
  return bytes
}

/** Numbers of paths, by the number of the path to the caller, and the function's name and place. */
type KnownPaths = Map<string, number>

/** A number for each row of the stack table: the same for the same path in whatever profile of a process. */
function pathsOf({ frames, stacks }: Profile, known: KnownPaths): number[] {
  const paths: number[] = []
  for (let stack = 0; stack < stacks.length; stack++) {
    const frame = stacks.frame[stack] ?? 0
    const caller = paths[stacks.parent[stack] ?? -1] ?? -1
    const place = `${frames.file[frame]}:${frames.line[frame]}:${frames.column[frame]}`
    const key = `${caller} ${frames.name[frame]} ${place}`
    const path = known.get(key) ?? known.size
    known.set(key, path)
    paths.push(path)
  }
  return paths
}

const foreign = new Set<string>(['node', 'native', 'gc', 'idle', 'program'])
/** Functions that make what lies outside of the heap. */
const makesBuffers =
  /^(?:(?:FastBuffer|(?:Shared)?ArrayBuffer|DataView|\w+Array)$|alloc|createUnsafe|from(?:String|ArrayLike|ArrayBuffer))/

/** The innermost function of the program on a path, or the innermost of all where none is of the program. */
function siteOf(
  profile: Profile,
  innermost: IndexIntoStackTable,
): { siteStack: IndexIntoStackTable; isBuffer: boolean } {
  const { frames, stacks, categories } = profile
  let isBuffer = false
  for (let stack = innermost; stack >= 0; stack = stacks.parent[stack] ?? -1) {
    const frame = stacks.frame[stack] ?? 0
    const origin = categories[frames.category[frame] ?? -1] ?? 'app'
    if (!foreign.has(origin)) return { siteStack: namedCaller(profile, stack), isBuffer }
    isBuffer ||= makesBuffers.test(frames.name[frame] ?? '')
  }
  return { siteStack: innermost, isBuffer }
}

/**
 * A function without a name that is written within the one that calls it, or has V8 call it (`map`,
 * `Array.from`), is part of that one for a reader: the named one is told.
 */
function namedCaller({ frames, stacks }: Profile, site: IndexIntoStackTable): IndexIntoStackTable {
  const frame = stacks.frame[site] ?? 0
  if (frames.name[frame] !== '(anonymous)') return site
  let caller = stacks.parent[site] ?? -1
  while (caller >= 0 && frames.file[stacks.frame[caller] ?? 0] === '') caller = stacks.parent[caller] ?? -1
  const outer = stacks.frame[caller] ?? -1
  const isWithin =
    outer >= 0 &&
    frames.name[outer] !== '(anonymous)' &&
    frames.file[outer] === frames.file[frame] &&
    (frames.line[outer] ?? 0) <= (frames.line[frame] ?? 0)
  return isWithin ? caller : site
}

function describe(
  { frames, stacks }: Profile,
  siteStack: IndexIntoStackTable,
  bytes: Bytes,
  share: number,
): LeakSite {
  const frame = stacks.frame[siteStack] ?? 0
  const stack: string[] = []
  for (let at = siteStack; at >= 0; at = stacks.parent[at] ?? -1) {
    const outer = stacks.frame[at] ?? 0
    stack.unshift(placeOf(frames.name[outer] ?? '', frames.file[outer] ?? '', frames.line[outer] ?? 0))
  }
  return {
    name: frames.name[frame] ?? '',
    file: frames.file[frame] ?? '',
    line: frames.line[frame] ?? 0,
    column: frames.column[frame] ?? 0,
    share,
    bytes: Math.round(bytes),
    stack,
  }
}

function placeOf(name: string, file: string, line: number): string {
  if (file === '') return name
  return line > 0 ? `${name} ${file}:${line}` : `${name} ${file}`
}
