import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { RawConnection } from '../connect/index.ts'
import { type Argument, encodeCommand } from '../resp/index.ts'
import { AnswerColumns } from './answer-columns.ts'
import { BurstWriter } from './burst.ts'
import { BatchMemory, type KeyBatch, type Words } from './key-batch.ts'
import type { Governor } from './pace.ts'
import type { Question, Questions } from './question.ts'
import { RecentKeys } from './recent-keys.ts'
import { ReplyReader } from './reply-reader.ts'
import { ScanAnswer } from './scan-answer.ts'
import { tooMany, unasked } from './scan-failures.ts'

export interface NodeScanOptions {
  /** Its place among the masters. */
  node: number
  connection: RawConnection
  questions: Questions
  words: Words
  governor: Governor
  match: string | undefined
  /** As SCAN's TYPE. */
  type: string | undefined
  /** In its place where the server does not know it. */
  keepType: string | undefined
  /** Milliseconds since the epoch by the server's clock. */
  serverNow: () => Milliseconds
  /** What the receiver does with a batch; the scan waits for its promise. */
  receive: (batch: KeyBatch) => void | Promise<void>
  /** DBSIZE, which a filtered scan tells its progress by. */
  size: number
  /** The cursor tells how far the scan is; not where it first counts slots of a cluster. */
  cursorTells: boolean
  /** It ends when so many keys were looked through. */
  enough?: number | undefined
}

export interface NodeScanEnd {
  /** All was seen; false where it was stopped or had enough. */
  complete: boolean
  keys: number
  /** Keys that SCAN has looked through, also where a filter left them out. */
  looked: number
  /** Keys that went away between their name and their answers: expired, deleted. */
  gone: number
  /** Keys that SCAN returned again. */
  repeated: number
  /** Keys with names too long to hold, of which nothing was asked. */
  tooLong: number
  /** Keys that this user may not look at. */
  refused: number
  /** What the questions added to the server's own count of hits: every answer about a key but MEMORY USAGE's. */
  hits: number
}

/** What the next reply on the wire belongs to. */
type Awaited =
  | { kind: 'names' }
  | { kind: 'answers'; batch: BatchMemory; key: number; question: number; sentAt: Milliseconds }
  | { kind: 'elements'; batch: BatchMemory; keys: number[]; at: number }

/**
 * The scan of one node on a connection of its own. On the wire the next SCAN goes before the questions
 * about the names of the last, so that the server has work while this side reads.
 */
export class NodeScan {
  readonly #options: NodeScanOptions
  readonly #reader = new ReplyReader()
  readonly #scanned = new ScanAnswer(this.#reader)
  readonly #columns: AnswerColumns
  readonly #writer: BurstWriter
  readonly #recent = new RecentKeys()
  readonly #awaited: Awaited[] = []
  readonly #free: BatchMemory[] = []
  readonly #asked: readonly Question[]
  readonly #end = Promise.withResolvers<NodeScanEnd>()
  readonly #counts: NodeScanEnd = {
    complete: false,
    keys: 0,
    looked: 0,
    gone: 0,
    repeated: 0,
    tooLong: 0,
    refused: 0,
    hits: 0,
  }
  #cursor = '0'
  #isAtEnd = false
  /** COUNT of the SCAN under way, lowered where its names take more memory than a batch may. */
  #count = 0
  #lowered: number | undefined
  /** Names returned by COUNT, of late: less than 1 where a pattern or a type leaves some out. */
  #yield = 1
  #names: BatchMemory
  /** Named and not yet asked about. */
  #ready: BatchMemory | undefined
  #timer: NodeJS.Timeout | undefined
  #isReceiving = false
  #isStopped = false
  #isOver = false

  constructor(options: NodeScanOptions) {
    this.#options = options
    this.#asked = options.questions.asked
    this.#columns = new AnswerColumns(this.#reader, options.questions, options.serverNow)
    this.#writer = new BurstWriter(this.#asked)
    this.#names = new BatchMemory(options.node, options.words)
  }

  /**
   * Scans to the end, or until {@link stop}. The caller closes the connection.
   *
   * @throws Failure of the connection, of SCAN, or what the receiver throws
   */
  async run(): Promise<NodeScanEnd> {
    const { socket, closed } = this.#options.connection
    const onData = (chunk: Buffer) => {
      this.#reader.push(chunk)
      this.#guarded(() => this.#read())
    }
    socket.on('data', onData)
    void closed.then((failure) => {
      this.#fail(failure ?? new Failure('CANCELLED', 'The work with this server has ended.'))
      return undefined
    })
    this.#guarded(() => this.#sendScan())
    try {
      return await this.#end.promise
    } finally {
      clearTimeout(this.#timer)
      socket.off('data', onData)
    }
  }

  /** Ends with what was seen: batches under way are still received. */
  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#guarded(() => this.#goOn())
  }

  /** Ends at once with CANCELLED. */
  cancel(): void {
    this.#fail(new Failure('CANCELLED', 'Cancelled.'))
  }

  #guarded(work: () => void): void {
    if (this.#isOver) return
    try {
      work()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#isOver = true
    this.#end.reject(error)
  }

  /** Reads what has come, until the receiver wants time. */
  #read(): void {
    while (!this.#isReceiving && !this.#isOver) {
      const [awaited] = this.#awaited
      if (awaited === undefined) {
        if (this.#reader.hasRest) throw unasked()
        return
      }
      if (awaited.kind === 'names') {
        if (!this.#scanned.read(this.#names)) return
        this.#awaited.shift()
        this.#onNames()
      } else if (awaited.kind === 'answers') {
        if (!this.#readAnswers(awaited)) return
        this.#awaited.shift()
        this.#onAnswers(awaited)
      } else {
        if (!this.#readElements(awaited)) return
        this.#awaited.shift()
        this.#deliver(awaited.batch)
      }
    }
  }

  #onNames(): void {
    const names = this.#names
    const { overflows, tooLong, cursor } = this.#scanned
    if (overflows) {
      // The same cursor again, with fewer keys: the names of one answer may not fill the memory.
      if (this.#count > 1) {
        names.clear()
        this.#lowered = Math.ceil(this.#count / 8)
        this.#sendScan()
        return
      }
      throw tooMany()
    }
    this.#lowered = undefined
    this.#counts.tooLong += tooLong
    for (let key = 0; key < names.count; key += 1) {
      if (!this.#recent.isRepeated(names.names, names.starts[key] ?? 0, names.ends[key] ?? 0)) continue
      names.gone[key] = 1
      this.#counts.repeated += 1
    }
    names.dropGone()
    this.#yield += (Math.min(1, (names.count + 1) / this.#count) - this.#yield) / 4
    this.#cursor = cursor
    this.#isAtEnd = this.#cursor === '0'
    this.#look(names.count)
    this.#ready = names
    this.#names = this.#free.pop() ?? new BatchMemory(this.#options.node, this.#options.words)
    this.#names.clear()
    this.#goOn()
  }

  #look(returned: number): void {
    const { match, type, size, cursorTells } = this.#options
    if (match === undefined && type === undefined) this.#counts.looked += returned
    else if (this.#isAtEnd) this.#counts.looked = size
    else if (cursorTells) this.#counts.looked = Math.round(size * shareBefore(this.#cursor))
    // A table has about as many buckets as keys.
    else this.#counts.looked = Math.min(size, this.#counts.looked + this.#count)
  }

  /** What is known so far. */
  get counts(): Readonly<NodeScanEnd> {
    return this.#counts
  }

  /** Sends what comes next, where it may be sent; ends where nothing comes. */
  #goOn(): void {
    if (this.#isReceiving || this.#timer !== undefined) return
    const ready = this.#ready
    if (ready === undefined) {
      this.#endIfDone()
      return
    }
    const answers = this.#awaited.filter(({ kind }) => kind !== 'names').length
    if (answers >= this.#options.governor.depth) return
    this.#ready = undefined
    this.#options.governor.onBurst()
    if (!this.#isLast()) this.#sendScan()
    this.#ask(ready)
  }

  #isLast(): boolean {
    const { enough } = this.#options
    if (this.#isStopped || this.#isAtEnd) return true
    return enough !== undefined && this.#counts.looked >= enough
  }

  #sendScan(): void {
    const { governor, match, type, connection } = this.#options
    // Where few names match, more of them may be looked through for one burst of questions.
    const wanted = Math.min(governor.batch / this.#yield, governor.batch * 16)
    this.#count = Math.ceil(Math.min(this.#lowered ?? wanted, wanted))
    const command: Argument[] = ['SCAN', this.#cursor, 'COUNT', this.#count]
    if (match !== undefined) command.push('MATCH', match)
    if (type !== undefined) command.push('TYPE', type)
    this.#awaited.push({ kind: 'names' })
    connection.socket.write(encodeCommand(command))
  }

  #ask(batch: BatchMemory): void {
    if (batch.count === 0 || this.#asked.length === 0) {
      this.#deliver(batch, performance.now())
      return
    }
    this.#awaited.push({ kind: 'answers', batch, key: 0, question: 0, sentAt: performance.now() })
    this.#options.connection.socket.write(this.#writer.questions(batch))
  }

  #readAnswers(awaited: Extract<Awaited, { kind: 'answers' }>): boolean {
    const reader = this.#reader
    const asked = this.#asked
    const { batch } = awaited
    while (awaited.key < batch.count) {
      while (awaited.question < asked.length) {
        if (!reader.next()) return false
        this.#columns.take(asked[awaited.question]?.field, batch, awaited.key)
        awaited.question += 1
      }
      awaited.question = 0
      awaited.key += 1
    }
    return true
  }

  #onAnswers({ batch, sentAt }: Extract<Awaited, { kind: 'answers' }>): void {
    const keys: number[] = []
    const command = this.#options.questions.withElements ? this.#writer.elements(batch, keys) : undefined
    if (command === undefined || keys.length === 0) this.#deliver(batch, sentAt)
    else {
      this.#awaited.push({ kind: 'elements', batch, keys, at: 0 })
      this.#options.connection.socket.write(command)
      this.#rest(batch.count, sentAt)
    }
  }

  #readElements(awaited: Extract<Awaited, { kind: 'elements' }>): boolean {
    const reader = this.#reader
    while (awaited.at < awaited.keys.length) {
      if (!reader.next()) return false
      this.#columns.takeElements(awaited.batch, awaited.keys[awaited.at] ?? 0)
      awaited.at += 1
    }
    return true
  }

  #deliver(batch: BatchMemory, sentAt?: Milliseconds): void {
    const scanned = Math.max(batch.count, this.#count)
    const others = this.#dropOtherTypes(batch)
    this.#counts.gone += batch.dropGone() - others
    this.#counts.keys += batch.count
    this.#counts.refused = this.#columns.refused
    this.#counts.hits = this.#columns.hits
    batch.now = this.#options.serverNow()
    const received = batch.count === 0 ? undefined : this.#options.receive(batch)
    if (received === undefined) this.#free.push(batch)
    else this.#waitFor(received, batch)
    if (sentAt !== undefined) this.#rest(scanned, sentAt)
    this.#goOn()
  }

  /** SCAN filters by type since Redis 6; before, the answers do. */
  #dropOtherTypes(batch: BatchMemory): number {
    const { keepType, words } = this.#options
    if (keepType === undefined) return 0
    let dropped = 0
    for (let key = 0; key < batch.count; key += 1) {
      if (batch.gone[key] === 1 || words.text(batch.types[key]) === keepType) continue
      batch.gone[key] = 1
      dropped += 1
    }
    return dropped
  }

  #waitFor(received: Promise<void>, batch: BatchMemory): void {
    this.#isReceiving = true
    const { socket } = this.#options.connection
    socket.pause()
    received.then(
      () => {
        this.#isReceiving = false
        this.#free.push(batch)
        if (!this.#isOver) socket.resume()
        this.#guarded(() => {
          this.#goOn()
          this.#read()
        })
        return undefined
      },
      (error: unknown) => this.#fail(error),
    )
  }

  #rest(keys: number, sentAt: Milliseconds): void {
    const restMs = this.#options.governor.restAfter(keys, sentAt, performance.now())
    if (restMs <= 0 || this.#isStopped) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#guarded(() => this.#goOn())
    }, restMs)
  }

  #endIfDone(): void {
    if (this.#awaited.length > 0 || this.#ready !== undefined || this.#isReceiving) return
    this.#isOver = true
    this.#counts.complete = this.#isAtEnd
    this.#end.resolve(this.#counts)
  }
}

/** How much of a table comes before a cursor, which counts its buckets from the highest bit down. */
function shareBefore(cursor: string): number {
  let bits = BigInt(cursor)
  let share = 0
  for (let weight = 0.5; bits > 0n; weight /= 2) {
    if ((bits & 1n) === 1n) share += weight
    bits >>= 1n
  }
  return share
}
