import { setTimeout as delay } from 'node:timers/promises'

/** Ten updates a second is as much as a person can follow. */
const SHORTEST_GAP_MS = 100

/**
 * A value that others watch. Watchers get the present value at once and then the newest after each
 * change; changes that come faster than ten a second are merged, so a slow reader never queues.
 */
export class LiveValue<T> {
  #value: T
  #version = 0
  #wake = Promise.withResolvers<void>()

  constructor(value: T) {
    this.#value = value
  }

  get(): T {
    return this.#value
  }

  set(value: T): void {
    this.#value = value
    this.#version++
    this.#wake.resolve()
    this.#wake = Promise.withResolvers<void>()
  }

  /** Ends when the signal fires. */
  async *watch(signal: AbortSignal | undefined): AsyncGenerator<T, void> {
    const aborted = Promise.withResolvers<void>()
    const onAbort = (): void => aborted.resolve()
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      for (;;) {
        if (signal?.aborted) return
        const seen = this.#version
        yield this.#value
        if (this.#version === seen) await Promise.race([this.#wake.promise, aborted.promise])
        else await Promise.race([delay(SHORTEST_GAP_MS), aborted.promise])
      }
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }
}
