/** Deeper than any data is meant to be; what is not MessagePack may look nested without end. */
const DEEPEST = 64

/**
 * A map or an array of MessagePack as the text of JSON, integers with all their digits; undefined where
 * the bytes are not exactly one such. What JSON lacks is text: `base64:…` for bytes and extensions,
 * ISO times, `NaN`. (https://github.com/msgpack/msgpack/blob/master/spec.md)
 */
export function messagePackToJson(bytes: Buffer): string | undefined {
  const first = bytes[0] ?? 0
  const isCollection = (first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf)
  if (!isCollection) return undefined
  try {
    const reader = new Reader(bytes)
    const json = reader.value(0)
    return reader.isAtEnd ? json : undefined
  } catch (error) {
    if (error instanceof NotMessagePack) return undefined
    throw error
  }
}

class NotMessagePack extends Error {}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  value(depth: number): string {
    if (depth > DEEPEST) throw new NotMessagePack()
    const type = this.#uint(1)
    if (type <= 0x7f) return String(type)
    if (type <= 0x8f) return this.#map(type & 0x0f, depth)
    if (type <= 0x9f) return this.#array(type & 0x0f, depth)
    if (type <= 0xbf) return this.#text(type & 0x1f)
    if (type >= 0xe0) return String(type - 0x100)
    return this.#byType(type, depth)
  }

  #byType(type: number, depth: number): string {
    switch (type) {
      case 0xc0:
        return 'null'
      case 0xc2:
        return 'false'
      case 0xc3:
        return 'true'
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return inBase64(this.#take(this.#uint(1 << (type - 0xc4))))
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#uint(1 << (type - 0xc7)))
      case 0xca:
        return numberText(this.#take(4).readFloatBE())
      case 0xcb:
        return numberText(this.#take(8).readDoubleBE())
      case 0xcc:
      case 0xcd:
      case 0xce:
        return String(this.#uint(1 << (type - 0xcc)))
      case 0xcf:
        return String(this.#take(8).readBigUInt64BE())
      case 0xd0:
      case 0xd1:
      case 0xd2: {
        const length = 1 << (type - 0xd0)
        return String(this.#take(length).readIntBE(0, length))
      }
      case 0xd3:
        return String(this.#take(8).readBigInt64BE())
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (type - 0xd4))
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#uint(1 << (type - 0xd9)))
      case 0xdc:
      case 0xdd:
        return this.#array(this.#uint(2 << (type - 0xdc)), depth)
      case 0xde:
      case 0xdf:
        return this.#map(this.#uint(2 << (type - 0xde)), depth)
      default:
        // 0xc1 is never used.
        throw new NotMessagePack()
    }
  }

  #array(length: number, depth: number): string {
    this.#mustHold(length)
    const items: string[] = []
    for (let at = 0; at < length; at++) items.push(this.value(depth + 1))
    return `[${items.join(',')}]`
  }

  #map(length: number, depth: number): string {
    this.#mustHold(length * 2)
    const entries: string[] = []
    for (let at = 0; at < length; at++) {
      const key = this.value(depth + 1)
      entries.push(`${key.startsWith('"') ? key : JSON.stringify(key)}:${this.value(depth + 1)}`)
    }
    return `{${entries.join(',')}}`
  }

  #text(length: number): string {
    const bytes = this.#take(length)
    try {
      return JSON.stringify(strict.decode(bytes))
    } catch {
      // Older writers put bytes into the only type of text there was.
      return inBase64(bytes)
    }
  }

  #extension(length: number): string {
    const type = this.#take(1).readInt8()
    const data = this.#take(length)
    const time = type === -1 ? timeOf(data) : undefined
    return time ?? JSON.stringify(`extension ${type} base64:${data.toString('base64')}`)
  }

  /** Each value takes a byte at least: a length that cannot be is found before it is believed. */
  #mustHold(values: number): void {
    if (values > this.#bytes.length - this.#at) throw new NotMessagePack()
  }

  #uint(length: number): number {
    return this.#take(length).readUIntBE(0, length)
  }

  #take(length: number): Buffer {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new NotMessagePack()
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }
}

function numberText(value: number): string {
  return Number.isFinite(value) ? JSON.stringify(value) : JSON.stringify(String(value))
}

function inBase64(bytes: Buffer): string {
  return JSON.stringify(`base64:${bytes.toString('base64')}`)
}

/** Seconds since 1970, and nanoseconds, in 4, 8 or 12 bytes. */
function timeOf(data: Buffer): string | undefined {
  let seconds: number
  let nanoseconds = 0
  if (data.length === 4) seconds = data.readUInt32BE()
  else if (data.length === 8) {
    const both = data.readBigUInt64BE()
    nanoseconds = Number(both >> 34n)
    seconds = Number(both & 0x3_ffff_ffffn)
  } else if (data.length === 12) {
    nanoseconds = data.readUInt32BE()
    seconds = Number(data.readBigInt64BE(4))
  } else return undefined
  const date = new Date(seconds * 1000 + Math.floor(nanoseconds / 1_000_000))
  return Number.isNaN(date.getTime()) ? undefined : JSON.stringify(date.toISOString())
}
