import type { FrameDraft } from '../build.ts'
import type { IndexIntoFrameTable } from '../model.ts'
import { originCategories, originOf } from '../origin.ts'
import type { PprofFunction, PprofLocation, PprofTables } from './pprof-tables.ts'

export interface PprofFrames {
  frames: FrameDraft[]
  /** Frames of each location, innermost first. */
  ofLocation: ReadonlyMap<number, IndexIntoFrameTable[]>
}

/**
 * One frame for each function, and one for each address that no function is known of. A function
 * whose first line is not told has the first of its lines that was seen.
 */
export function pprofFrames(tables: PprofTables): PprofFrames {
  const places = placesOfFunctions(tables)
  const frames: FrameDraft[] = []
  const known = new Map<string, IndexIntoFrameTable>()
  const indexOf = (frame: FrameDraft): IndexIntoFrameTable => {
    const key = [frame.name, frame.file, frame.line, frame.column].join('\0')
    const found = known.get(key)
    if (found !== undefined) return found
    known.set(key, frames.length)
    return frames.push(frame) - 1
  }
  const ofLocation = new Map<number, IndexIntoFrameTable[]>()
  for (const [id, location] of tables.locations) {
    const calls = location.lines.flatMap(({ functionId }) => {
      const called = tables.functions.get(functionId)
      return called === undefined ? [] : [indexOf(frameOf(called, places.get(functionId), tables))]
    })
    ofLocation.set(id, calls.length > 0 ? calls : [indexOf(unknownFrame(location, tables))])
  }
  return { frames, ofLocation }
}

interface SourcePlace {
  line: number
  column: number
}

/** Where each function begins, or is first seen where that is not told. */
function placesOfFunctions({ functions, locations }: PprofTables): Map<number, SourcePlace> {
  const places = new Map<number, SourcePlace>()
  for (const { lines } of locations.values()) {
    for (const { functionId, line, column } of lines) {
      if (!(line > 0)) continue
      const startLine = functions.get(functionId)?.startLine ?? 0
      const known = places.get(functionId)
      if (startLine > 0) {
        // A column belongs to its line: it is the function's own only on the function's own line.
        const own = line === startLine && column > 0 ? column : (known?.column ?? 0)
        places.set(functionId, { line: startLine, column: own })
      } else if (known === undefined || line < known.line)
        places.set(functionId, { line, column: Math.max(0, column) })
    }
  }
  return places
}

function frameOf(called: PprofFunction, place: SourcePlace | undefined, { text }: PprofTables): FrameDraft {
  const name = text(called.name) || text(called.systemName) || '(anonymous)'
  const file = text(called.file)
  return {
    name,
    file,
    line: place?.line ?? Math.max(0, called.startLine),
    column: place?.column ?? 0,
    category: originCategories.indexOf(originOfPlace(name, file)),
  }
}

function unknownFrame({ address, mappingId }: PprofLocation, { mappings, text }: PprofTables): FrameDraft {
  const mapping = mappings.get(mappingId)
  return {
    name: `0x${address.toString(16)}`,
    file: mapping === undefined ? '' : text(mapping),
    category: originCategories.indexOf('native'),
  }
}

/** Origins that only Node's own names and files have. */
const ofNode: ReadonlySet<string> = new Set(['node', 'gc', 'idle', 'program', 'wasm', 'eval'])

/** Go's runtime and standard library lie below its root, modules below `pkg/mod` or `vendor`. */
function originOfPlace(name: string, file: string): (typeof originCategories)[number] {
  const own = originCategories[originOf(name, file)]
  if (own !== undefined && ofNode.has(own)) return own
  if (/^runtime\.(gc|bgsweep|bgscavenge|mark|sweep|scang)/.test(name)) return 'gc'
  if (/[\\/](pkg[\\/]mod|vendor|node_modules|site-packages)[\\/]/.test(file)) return 'node_modules'
  if (/^(runtime|syscall|internal)[./]/.test(name) || /[\\/]go[^\\/]*[\\/]src[\\/]/.test(file))
    return 'native'
  return 'app'
}
