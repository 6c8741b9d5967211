import { JsonBytes } from '../../json-bytes/index.ts'

/**
 * What is known of a file so far: its first bytes, and of JSON the paths that it begins with. It grows
 * while the file is looked at, see recognise.ts.
 */
export interface FileShape {
  kind: 'empty' | 'json' | 'text' | 'binary'
  /** The first 64 KiB. */
  head: Uint8Array
  /** `head` as text. */
  text: string
  /**
   * Whether the JSON has something at this path: `nodes`, `head.selfSize`, `nodes[].callFrame`, `[].ph`.
   * Top-level keys are found in any order; below them only what stands near the beginning of each value
   * is seen, of an array its first element.
   */
  has(path: string): boolean
  /** The keys of the top level as they were found. */
  keys: readonly string[]
}

/** How far a value is looked into, and how deep: keys of `{"result":{"profile":{"nodes":[{"callFrame":…`. */
const lookAhead = 64 * 1024
const deepest = 6

/** Adds the paths below `prefix` that the value at `at` begins with. What is broken there ends it silently. */
export function outline(bytes: Uint8Array, at: number, prefix: string, paths: Set<string>): void {
  const json = new JsonBytes(bytes.subarray(at, at + lookAhead))
  // What was entered, outermost first: the path and whether it is an object.
  const open: { path: string; object: boolean }[] = []
  const value = (path: string): void => {
    const kind = json.peek()
    if ((kind === 'object' || kind === 'array') && open.length < deepest) {
      if (kind === 'object') json.object()
      else json.array()
      open.push({ path, object: kind === 'object' })
    } else {
      json.skip()
    }
  }
  try {
    value(prefix)
    for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
      if (inner.object) {
        const key = json.key()
        if (key === null) {
          open.pop()
          continue
        }
        const path = inner.path === '' ? key : `${inner.path}.${key}`
        paths.add(path)
        value(path)
      } else if (!json.next()) {
        open.pop()
      } else {
        const path = `${inner.path}[]`
        if (paths.has(path)) {
          json.skip()
        } else {
          paths.add(path)
          value(path)
        }
      }
    }
  } catch {
    // The look ahead ends here, or the file is broken: whoever reads it says so.
  }
}
