import { lengthCommands } from '../length-commands.ts'
import { encodeCommand } from '../resp/index.ts'
import type { BatchMemory } from './key-batch.ts'
import type { Question } from './question.ts'

/** A command around a key, as bytes: all but `$<length>\r\n<key>\r\n`. */
interface Frame {
  before: Buffer
  after: Buffer
}

/** One more than bursts can be under way. */
const TURNS = 4
const MOST_KEPT = 1 << 20

const LINE_END = Buffer.from('\r\n')
const [DOLLAR, RETURN, NEWLINE, ZERO] = [36, 13, 10, 48]

/** Writes the questions about a batch of keys as the bytes of one pipeline. */
export class BurstWriter {
  readonly #frames: Frame[]
  readonly #counting = new Map<number, Frame | undefined>()
  readonly #perKey: number
  readonly #rooms: Buffer[] = []
  #turn = 0

  constructor(questions: readonly Question[]) {
    this.#frames = questions.map(({ before, after }) => frameOf(before, after))
    this.#perKey = this.#frames.reduce((sum, { before, after }) => sum + before.length + after.length + 16, 0)
  }

  /**
   * All questions about one key after another: the server then finds each key in its caches. The bytes
   * are written over in the burst after the next, when this one has long been answered.
   */
  questions(batch: BatchMemory): Buffer {
    const frames = this.#frames
    const out = this.#room(batch.count * this.#perKey + batch.namesEnd * frames.length)
    let end = 0
    for (let key = 0; key < batch.count; key += 1) {
      const from = batch.starts[key] ?? 0
      const to = batch.ends[key] ?? 0
      for (const frame of frames) end = writeCommand(out, end, frame, batch.names, from, to)
    }
    return out.subarray(0, end)
  }

  /** The numbers of elements of those keys whose types have any; `asked` gets their places. */
  elements(batch: BatchMemory, asked: number[]): Buffer {
    const out = Buffer.allocUnsafe(batch.count * 40 + batch.namesEnd)
    let end = 0
    for (let key = 0; key < batch.count; key += 1) {
      if (batch.gone[key] === 1) continue
      const frame = this.#countingFrame(batch, batch.types[key] ?? 0)
      if (frame === undefined) continue
      asked.push(key)
      end = writeCommand(out, end, frame, batch.names, batch.starts[key] ?? 0, batch.ends[key] ?? 0)
    }
    return out.subarray(0, end)
  }

  #room(length: number): Buffer {
    this.#turn = (this.#turn + 1) % TURNS
    const kept = this.#rooms[this.#turn]
    if (kept !== undefined && kept.length >= length) return kept
    const room = Buffer.allocUnsafeSlow(Math.ceil(length * 1.25))
    // Long names are rare; what they took is not kept.
    if (length <= MOST_KEPT) this.#rooms[this.#turn] = room
    return room
  }

  #countingFrame({ words }: BatchMemory, type: number): Frame | undefined {
    if (!this.#counting.has(type)) {
      const command = lengthCommands[words.text(type)]
      this.#counting.set(type, command === undefined ? undefined : frameOf([command], []))
    }
    return this.#counting.get(type)
  }
}

function frameOf(before: readonly string[], after: readonly string[]): Frame {
  const whole = encodeCommand([...before, '', ...after])
  const rest = after.length === 0 ? Buffer.alloc(0) : withoutHead(encodeCommand(after))
  const hole = '$0\r\n\r\n'.length
  return { before: whole.subarray(0, whole.length - rest.length - hole), after: rest }
}

function withoutHead(command: Buffer): Buffer {
  return command.subarray(command.indexOf(LINE_END) + 2)
}

function writeCommand(
  out: Buffer,
  at: number,
  frame: Frame,
  names: Buffer,
  from: number,
  to: number,
): number {
  const { before, after } = frame
  let end = at
  for (let byte = 0; byte < before.length; byte += 1) out[end + byte] = before[byte] ?? 0
  end += before.length
  out[end] = DOLLAR
  end = writeNumber(out, end + 1, to - from)
  out[end] = RETURN
  out[end + 1] = NEWLINE
  end += 2
  if (to - from < 64) {
    for (let byte = from; byte < to; byte += 1) out[end + byte - from] = names[byte] ?? 0
  } else out.set(names.subarray(from, to), end)
  end += to - from
  out[end] = RETURN
  out[end + 1] = NEWLINE
  end += 2
  for (let byte = 0; byte < after.length; byte += 1) out[end + byte] = after[byte] ?? 0
  return end + after.length
}

function writeNumber(out: Buffer, at: number, value: number): number {
  let digits = 1
  for (let bound = 10; value >= bound; bound *= 10) digits += 1
  let left = value
  for (let place = digits - 1; place >= 0; place -= 1) {
    out[at + place] = ZERO + (left % 10)
    left = Math.floor(left / 10)
  }
  return at + digits
}
