import { endsEarly, expected } from './broken.ts'
import { afterSpace } from './space.ts'

/** What takes a long array of numbers, run by run. The array handed over is used again for the next. */
export interface NumberSink {
  append(values: Float64Array, count: number): void
  /** How many are coming, nearly; asked once for a long array. */
  reserve?(more: number): void
}

/** A number and the byte after it; one object for the whole file, so that none is made per number. */
export interface ReadNumber {
  value: number
  end: number
}

/** Powers of ten that are exact in a double: a mantissa below 2^53 divided by one is rounded once, so right. */
const exactTens = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))

/** Reads the number at `at` into `found`. */
export function readNumber(bytes: Uint8Array, at: number, found: ReadNumber): void {
  const start = at
  const negative = bytes[at] === 0x2d
  if (negative) at++
  let mantissa = 0
  let digits = 0
  for (let digit = digitAt(bytes, at); digit !== -1; digit = digitAt(bytes, ++at)) {
    mantissa = mantissa * 10 + digit
    digits++
  }
  if (digits === 0) throw expected('a number', bytes, at)
  let decimals = 0
  if (bytes[at] === 0x2e) {
    at++
    for (let digit = digitAt(bytes, at); digit !== -1; digit = digitAt(bytes, ++at)) {
      mantissa = mantissa * 10 + digit
      decimals++
    }
    if (decimals === 0) throw expected('a digit', bytes, at)
  }
  const exponent = bytes[at] === 0x65 || bytes[at] === 0x45
  if (exponent) at = endOfExponent(bytes, at + 1)
  // At the very end nothing says that there are no more digits to come; no file of ours is a number alone.
  found.end = at
  const ten = exactTens[decimals]
  if (exponent || digits + decimals > 15 || ten === undefined) {
    found.value = Number(letters(bytes, start, at))
    if (!Number.isFinite(found.value)) throw expected('a number that is not beyond all bounds', bytes, start)
    return
  }
  const size = decimals === 0 ? mantissa : mantissa / ten
  found.value = negative ? -size : size
}

function endOfExponent(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++
  if (digitAt(bytes, at) === -1) throw expected('a digit', bytes, at)
  while (digitAt(bytes, at) !== -1) at++
  return at
}

function digitAt(bytes: Uint8Array, at: number): number {
  const digit = (bytes[at] ?? 0) - 0x30
  return digit >= 0 && digit <= 9 ? digit : -1
}

function letters(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0)
  return text
}

/** Numbers in a run: the length of the array that readNumbers is given to use. */
export const runLength = 16_384
/** Arrays are read in pages this long, so that offsets within them are small integers in files of any size. */
const pageLength = 1 << 24
/** So many digits are below 2^31 whatever they are. */
const smallDigits = 9
/** So many digits, with or without a point among them, are a double without rounding. */
const exactDigits = 15

/**
 * Reads a whole array of numbers, `at` being the byte after its `[`; the byte after its `]`.
 * `largest`: whole numbers up to this size only; undefined for any number.
 */
export function readNumbers(
  bytes: Uint8Array,
  at: number,
  sink: NumberSink,
  { run, largest, told }: { run: Float64Array; largest?: number | undefined; told: (at: number) => void },
): number {
  const begin = at
  const found: ReadNumber = { value: 0, end: 0 }
  let taken = 0
  // Twice: the first numbers may be shorter than the others.
  let estimateAt = run.length
  let end = -1

  at = afterSpace(bytes, at)
  if (bytes[at] === 0x5d) return at + 1
  for (;;) {
    const page = bytes.subarray(at, at + pageLength)
    const ran = readRun(page, run, largest)
    at += ran.end
    if (ran.count > 0) {
      taken += ran.count
      sink.append(run, ran.count)
      told(at)
      if (taken >= estimateAt && !ran.closed) {
        estimateAt = estimateAt === run.length ? run.length * 16 : Infinity
        if (end === -1) end = endOfArray(bytes, at)
        // By the bytes that a number takes so far, and a little more.
        sink.reserve?.(Math.ceil(((end - at) * taken * 1.01) / (at - begin)) + 16)
      }
      if (ran.closed) return at
      if (ran.count === run.length) continue
    }
    // What the run leaves alone: an exponent, very many digits, the last number of a page, a mistake.
    at = afterSpace(bytes, at)
    readNumber(bytes, at, found)
    if (largest !== undefined && !(Number.isInteger(found.value) && Math.abs(found.value) <= largest)) {
      throw expected(`a whole number up to ${largest}`, bytes, at)
    }
    run[0] = found.value
    sink.append(run, 1)
    taken++
    at = afterSpace(bytes, found.end)
    const byte = bytes[at]
    if (byte !== 0x2c && byte !== 0x5d) throw expected('"," or "]"', bytes, at)
    at++
    if (byte === 0x5d) return at
  }
}

interface Run {
  count: number
  /** After the comma or bracket behind the last number that was read. */
  end: number
  /** The array's end was read. */
  closed: boolean
}

/** Numbers without exponent, each with the comma or bracket behind it, up to the first that is none. */
function readRun(page: Uint8Array, run: Float64Array, largest: number | undefined): Run {
  let at = 0
  let end = 0
  let count = 0
  while (count < run.length) {
    let byte = page[at] ?? 0
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = page[++at] ?? 0
    const negative = byte === 0x2d
    if (negative) byte = page[++at] ?? 0
    const first = at
    let value = 0
    while (byte >= 0x30 && byte <= 0x39) {
      value = (value * 10 + (byte - 0x30)) | 0
      byte = page[++at] ?? 0
    }
    if (at === first) break
    let size = value
    if (byte === 0x2e || at - first > smallDigits) {
      size = 0
      for (at = first, byte = page[at] ?? 0; byte >= 0x30 && byte <= 0x39; byte = page[++at] ?? 0) {
        size = size * 10 + (byte - 0x30)
      }
      let digits = at - first
      if (byte === 0x2e && largest === undefined) {
        const point = at
        for (byte = page[++at] ?? 0; byte >= 0x30 && byte <= 0x39; byte = page[++at] ?? 0) {
          size = size * 10 + (byte - 0x30)
        }
        const decimals = at - point - 1
        if (decimals === 0) break
        digits += decimals
        size /= exactTens[decimals] ?? 1
      }
      if (digits > exactDigits || (largest !== undefined && size > largest)) break
    }
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = page[++at] ?? 0
    if (byte !== 0x2c && byte !== 0x5d) break
    run[count++] = negative ? -size : size
    end = ++at
    if (byte === 0x5d) return { count, end, closed: true }
  }
  return { count, end, closed: false }
}

/** The first `]` ends an array of numbers. */
function endOfArray(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(0x5d, at)
  if (end === -1) throw endsEarly(bytes.length)
  return end
}
