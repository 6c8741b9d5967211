import { Failure } from '#shared/failure.ts'
import { type Reply, ReplyError } from './reply.ts'

/** What a server may send at most before it is no longer believed. */
export interface ReplyLimits {
  /** Of one reply with everything in it. A bulk string has 512 MB unless the server is set otherwise. */
  replyBytes: number
  /** Arrays in arrays; COMMAND DOCS, the deepest of Redis' own, has about ten. */
  depth: number
}

const defaultLimits: ReplyLimits = { replyBytes: 1024 ** 3, depth: 64 }

/** Digits and the sign of an integer of 64 bits. */
const LONGEST_INTEGER = 20
const CR = 13
const LF = 10

interface OpenArray {
  items: Reply[]
  missing: number
}

/**
 * Reads replies from the stream of bytes, however it is cut. A bulk string is a view of the chunk it
 * came in: copy what is kept for long, or the whole chunk stays in memory with it.
 *
 * After it has thrown the stream is beyond repair: close the connection.
 */
export class ReplyParser {
  readonly #limits: ReplyLimits
  /** What has come and is not read yet, joined only once it is enough for the next step. */
  #waiting: Buffer[] = []
  #waitingBytes = 0
  /** Until how many bytes are there nothing can be read; 0: until the end of a line is. */
  #needs = 0
  #open: OpenArray[] = []
  /** Bytes read of the reply under way. */
  #replyBytes = 0

  constructor(limits: Partial<ReplyLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits }
  }

  /**
   * @param onReply told of every reply that the chunk completes, in their order
   * @throws Failure SERVER_ERROR when it is not the protocol, or passes the limits
   */
  push(chunk: Buffer, onReply: (reply: Reply) => void): void {
    if (!this.#isEnough(chunk)) {
      this.#waiting.push(chunk)
      this.#waitingBytes += chunk.length
      if (this.#needs === 0) checkLine(this.#waiting[0]?.[0], this.#waitingBytes)
      this.#checkSize()
      return
    }
    const bytes = this.#waitingBytes === 0 ? chunk : Buffer.concat([...this.#waiting, chunk])
    this.#waiting = []
    this.#waitingBytes = 0
    this.#needs = 0
    const end = this.#read(bytes, onReply)
    if (end < bytes.length) {
      this.#waiting = [bytes.subarray(end)]
      this.#waitingBytes = bytes.length - end
      this.#checkSize()
    }
  }

  #checkSize(): void {
    if (this.#replyBytes + this.#waitingBytes > this.#limits.replyBytes) throw tooLarge()
  }

  #isEnough(chunk: Buffer): boolean {
    if (this.#needs > 0) return this.#waitingBytes + chunk.length >= this.#needs
    return this.#waitingBytes === 0 || chunk.includes(LF)
  }

  /** Reads as far as it goes. Returns where the first thing begins that is not all there. */
  #read(bytes: Buffer, onReply: (reply: Reply) => void): number {
    let at = 0
    while (at < bytes.length) {
      const lineEnd = bytes.indexOf(LF, at + 1)
      if (lineEnd === -1) {
        checkLine(bytes[at], bytes.length - at)
        break
      }
      if (bytes[lineEnd - 1] !== CR) throw notRedis()
      const next = this.#readOne(bytes, at, lineEnd - 1, onReply)
      if (next === -1) break
      this.#replyBytes = this.#open.length === 0 ? 0 : this.#replyBytes + next - at
      if (this.#replyBytes > this.#limits.replyBytes) throw tooLarge()
      at = next
    }
    return at
  }

  /** Returns where it ends, or -1 when its end has not come yet. */
  #readOne(bytes: Buffer, at: number, lineEnd: number, onReply: (reply: Reply) => void): number {
    const next = lineEnd + 2
    switch (bytes[at] ?? 0) {
      case 36 /* $ */: {
        const length = readInteger(bytes, at + 1, lineEnd)
        if (length === -1) {
          this.#take(null, onReply)
          return next
        }
        if (typeof length === 'bigint' || length < 0) throw notRedis()
        if (length > this.#limits.replyBytes) throw tooLarge()
        const end = next + length
        if (end + 2 > bytes.length) {
          this.#needs = end + 2 - at
          return -1
        }
        if (bytes[end] !== CR || bytes[end + 1] !== LF) throw notRedis()
        this.#take(bytes.subarray(next, end), onReply)
        return end + 2
      }
      case 58 /* : */:
        this.#take(readInteger(bytes, at + 1, lineEnd), onReply)
        return next
      case 43 /* + */:
        this.#take(bytes.toString('utf8', at + 1, lineEnd), onReply)
        return next
      case 45 /* - */:
        this.#take(new ReplyError(bytes.toString('utf8', at + 1, lineEnd)), onReply)
        return next
      case 42 /* * */: {
        const length = readInteger(bytes, at + 1, lineEnd)
        if (length === -1) this.#take(null, onReply)
        else if (length === 0) this.#take([], onReply)
        else this.#begin(length)
        return next
      }
      default:
        throw notRedis()
    }
  }

  #begin(length: number | bigint): void {
    if (typeof length === 'bigint' || length < 0) throw notRedis()
    // Every item takes four bytes at least.
    if (length * 4 > this.#limits.replyBytes || this.#open.length >= this.#limits.depth) throw tooLarge()
    // It grows with what comes, not by what is announced.
    this.#open.push({ items: [], missing: length })
  }

  /** Puts a reply into the array that waits for it, and tells it when it is in none. */
  #take(reply: Reply, onReply: (reply: Reply) => void): void {
    let complete = reply
    for (;;) {
      const array = this.#open.at(-1)
      if (array === undefined) {
        onReply(complete)
        return
      }
      array.items.push(complete)
      array.missing -= 1
      if (array.missing > 0) return
      this.#open.pop()
      complete = array.items
    }
  }
}

function readInteger(bytes: Buffer, from: number, end: number): number | bigint {
  const length = end - from
  if (length < 1 || length > LONGEST_INTEGER) throw notRedis()
  const isNegative = bytes[from] === 45
  const first = isNegative || bytes[from] === 43 ? from + 1 : from
  if (first === end) throw notRedis()
  let value = 0
  for (let at = first; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 48
    if (digit < 0 || digit > 9) throw notRedis()
    value = value * 10 + digit
  }
  if (value > Number.MAX_SAFE_INTEGER) return BigInt(bytes.toString('latin1', from, end).replace('+', ''))
  return isNegative && value !== 0 ? -value : value
}

/** The end of a line is only waited for when it begins as a reply does, and while it may be one. */
function checkLine(first: number | undefined, length: number): void {
  const type = String.fromCharCode(first ?? 0)
  if ('+-'.includes(type)) return
  if (!'$:*'.includes(type) || length > LONGEST_INTEGER + 2) throw notRedis()
}

function notRedis(): Failure {
  return new Failure('SERVER_ERROR', 'The server sent something that is not the protocol of Redis.', {
    hint: 'Check that it is Redis that listens on this port, and that nothing in between changes what it says.',
    facts: { reason: 'protocol' },
  })
}

function tooLarge(): Failure {
  return new Failure('SERVER_ERROR', 'The server announced or sent a reply that is too large to read.', {
    hint: 'Ask for less at once, for example a page of a big value.',
    facts: { reason: 'too-large' },
  })
}
