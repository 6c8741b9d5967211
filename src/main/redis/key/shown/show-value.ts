import type { ShownValue } from '#shared/contract/redis/key.ts'
import type { Bytes } from '#shared/units.ts'
import { hexDump } from './hex-dump.ts'
import { layOutJson } from './json-layout.ts'
import { messagePackToJson } from './messagepack.ts'
import { unpack } from './unpack.ts'
import { readText } from './utf8.ts'

/** Of one value, stored or unpacked, no more is shown. */
export const MOST_SHOWN: Bytes = 64 * 1024

/** A dump in hex takes this much more room, and so may JSON with its indentation. */
const LONGER_LAID_OUT = 5

/** Something packed is at most packed again once; more is somebody's trap. */
const MOST_PACKED = 2

export interface ShowOptions {
  /** Of the value as stored, where only its beginning is there. */
  storedBytes?: Bytes | undefined
  /** Where the first byte stands in the value; for the later pages of a string, which are shown as they are. */
  offset?: number | undefined
  /** Letters there is room for. */
  room?: number | undefined
}

/** Shows a value, or its beginning, as what it is found to hold. */
export async function showValue(bytes: Buffer, options: ShowOptions = {}): Promise<ShownValue> {
  const { storedBytes = bytes.length, offset = 0 } = options
  const room = Math.min(options.room ?? Number.POSITIVE_INFINITY, MOST_SHOWN * LONGER_LAID_OUT)
  const isWhole = bytes.length >= storedBytes
  const read = offset > 0 ? showAsIs(bytes, isWhole, offset) : await readValue(bytes, isWhole, room, 0)
  const isTooLong = read.text.length > room
  return {
    text: isTooLong ? withoutHalfLetter(read.text.slice(0, room)) : read.text,
    formats: read.formats,
    bytes: storedBytes,
    truncated: !isWhole || read.isCut || isTooLong,
  }
}

interface Read {
  text: string
  formats: ShownValue['formats']
  isCut: boolean
}

async function readValue(bytes: Buffer, isWhole: boolean, room: number, packed: number): Promise<Read> {
  if (packed < MOST_PACKED) {
    const unpacked = await unpack(bytes, isWhole, MOST_SHOWN)
    if (unpacked) {
      const inner = await readValue(unpacked.bytes, unpacked.isWhole, room, packed + 1)
      return {
        ...inner,
        formats: [unpacked.format, ...inner.formats],
        isCut: inner.isCut || !unpacked.isWhole,
      }
    }
  }
  const begins = bytes.subarray(0, MOST_SHOWN)
  const isCut = begins.length < bytes.length
  const text = readText(begins, isWhole && !isCut)
  if (text !== undefined) {
    const json = layOutJson(text, { isWhole: isWhole && !isCut, mostLetters: room })
    if (json) return { text: json.text, formats: ['json'], isCut: isCut || json.isCut }
    return { text, formats: ['text'], isCut }
  }
  // It is text first: what begins like a map may be Hebrew or Arabic.
  const json = isWhole ? messagePackToJson(bytes) : undefined
  const laidOut = json === undefined ? undefined : layOutJson(json, { isWhole: true, mostLetters: room })
  if (laidOut) return { text: laidOut.text, formats: ['messagepack'], isCut: laidOut.isCut }
  return { text: hexDump(begins), formats: ['bytes'], isCut }
}

function showAsIs(bytes: Buffer, isWhole: boolean, offset: number): Read {
  const text = readText(bytes, isWhole)
  if (text !== undefined) return { text, formats: ['text'], isCut: false }
  return { text: hexDump(bytes, offset), formats: ['bytes'], isCut: false }
}

/** A cut between the two units of one letter leaves half a letter. */
function withoutHalfLetter(text: string): string {
  return text.isWellFormed() ? text : text.slice(0, -1)
}
