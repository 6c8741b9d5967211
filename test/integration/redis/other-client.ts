import type { Redis } from 'ioredis'

/** As PEXPIRETIME: -1 without an expiry, -2 without a key. */
export type Expiry = number

/** What another client has left behind, by key. */
export interface Left {
  expiry: Expiry
  value: string | undefined
}

/**
 * Another client, which gives keys other expiries, replaces and deletes them while a change runs. Only
 * what really changed something is noted.
 */
export class OtherClient {
  /**
   * Without PERSIST: a key that has just been made to stay, is given an expiry and made to stay again
   * is as it was left, whoever did it.
   */
  persists = true
  readonly touched = new Map<string, Left>()
  readonly #redis: Redis
  readonly #keys: readonly string[]
  readonly #random: () => number
  #running: Promise<void> | undefined
  #isOver = false
  #count = 0

  constructor(redis: Redis, keys: readonly string[], random: () => number = Math.random) {
    this.#redis = redis
    this.#keys = keys
    this.#random = random
  }

  /** Writes as fast as the server answers, some at a time, until {@link stop}. */
  start(atOnce = 8): void {
    this.#isOver = false
    this.#running = (async () => {
      while (!this.#isOver) await this.#write(atOnce)
    })()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#running
  }

  async #write(atOnce: number): Promise<void> {
    const pipeline = this.#redis.pipeline()
    const told: ((answer: unknown) => void)[] = []
    for (let n = 0; n < atOnce; n += 1) {
      const key = this.#keys[Math.floor(this.#random() * this.#keys.length)] ?? ''
      const value = `other ${(this.#count += 1)}`
      const at = Date.now() + 10_000_000 + Math.floor(this.#random() * 1_000_000_000)
      const note = (left: Left) => (answer: unknown) => {
        if (answer !== 0) this.touched.set(key, left)
      }
      const held = this.touched.get(key)?.value
      const what = Math.floor(this.#random() * 6)
      switch (what === 1 && !this.persists ? 0 : what) {
        case 0:
          pipeline.pexpireat(key, at)
          told.push(note({ expiry: at, value: held }))
          break
        case 1:
          pipeline.persist(key)
          told.push(note({ expiry: -1, value: held }))
          break
        case 2:
          pipeline.del(key)
          told.push(note({ expiry: -2, value: undefined }))
          break
        case 3:
          pipeline.set(key, value)
          told.push(note({ expiry: -1, value }))
          break
        case 4:
          pipeline.set(key, value, 'PXAT', at)
          told.push(note({ expiry: at, value }))
          break
        default:
          pipeline.del(key)
          pipeline.set(key, value)
          told.push(() => {}, note({ expiry: -1, value }))
      }
    }
    const answers = (await pipeline.exec()) ?? []
    for (const [at, [error, answer]] of answers.entries()) {
      if (error) throw error
      told[at]?.(answer)
    }
  }
}

/** The absolute expiries of keys, many at a time. */
export async function expiriesOf(redis: Redis, keys: readonly string[]): Promise<Map<string, Expiry>> {
  const found = new Map<string, Expiry>()
  for (let from = 0; from < keys.length; from += 10_000) {
    const part = keys.slice(from, from + 10_000)
    const pipeline = redis.pipeline()
    for (const key of part) pipeline.call('PEXPIRETIME', key)
    for (const [at, [error, answer]] of ((await pipeline.exec()) ?? []).entries()) {
      if (error) throw error
      found.set(part[at] ?? '', Number(answer))
    }
  }
  return found
}
