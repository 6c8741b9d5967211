import { Failure } from '../../failure.ts'
import { JsonBytes } from '../../json-bytes/index.ts'
import { type FileShape, outline } from './shape.ts'

const headLength = 64 * 1024
/** No format has so many keys; a file with more is a table of something. */
const mostKeys = 1000
const utf8 = new TextDecoder('utf-8', { ignoreBOM: false })

interface Recogniser {
  recognise(shape: FileShape): boolean
}

export type Recognised<Reader> =
  | { reader: Reader }
  /** None knows it; `broken` is what stopped looking further into a JSON. */
  | { shape: FileShape; broken: Failure | undefined }

/**
 * Finds the reader of a file by its content. Of JSON objects the top-level keys are gone through, each
 * with the beginning of its value, until one reader knows it; so the first keys suffice nearly always,
 * and a value before them costs no more than skipping it.
 */
export function recogniseBytes<Reader extends Recogniser>(
  bytes: Uint8Array,
  readers: readonly Reader[],
): Recognised<Reader> {
  const head = bytes.subarray(0, headLength)
  const paths = new Set<string>()
  const keys: string[] = []
  const shape: FileShape = {
    kind: kindOf(head),
    head,
    text: utf8.decode(head),
    has: (path) => paths.has(path),
    keys,
  }
  const known = (): Reader | undefined => readers.find((reader) => reader.recognise(shape))

  if (shape.kind !== 'json') {
    const reader = known()
    return reader === undefined ? { shape, broken: undefined } : { reader }
  }
  try {
    const json = new JsonBytes(bytes)
    if (json.peek() === 'object') {
      json.object()
      for (let key = json.key(); key !== null && keys.length < mostKeys; key = json.key()) {
        keys.push(key)
        paths.add(key)
        json.peek()
        outline(bytes, json.offset, key, paths)
        const reader = known()
        if (reader !== undefined) return { reader }
        json.skip()
      }
      if (keys.length < mostKeys) json.end()
    } else {
      outline(bytes, json.offset, '', paths)
      const reader = known()
      if (reader !== undefined) return { reader }
      json.skip()
      json.end()
    }
    return { shape, broken: undefined }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // A text may begin with a bracket, too: `[unknown];main 12`.
    shape.kind = 'text'
    const reader = known()
    return reader === undefined ? { shape, broken: error } : { reader }
  }
}

function kindOf(head: Uint8Array): FileShape['kind'] {
  const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
  const first = head.subarray(mark).find((byte) => byte !== 0x20 && !(byte >= 0x09 && byte <= 0x0d))
  if (first === undefined) return 'empty'
  if (head.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b))) return 'binary'
  return first === 0x7b || first === 0x5b ? 'json' : 'text'
}
