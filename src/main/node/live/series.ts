import type { NodeSample } from '#shared/contract/node/live.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'

/** As far back as a window that is opened sees. */
const KEPT_MS: Milliseconds = 600_000

/** What was seen of one thread, and those who watch it. */
export interface Series {
  /** Oldest first, up to 10 minutes. */
  recent(): NodeSample[]
  /** What was seen before, then what is seen, until the signal fires. Throws why it cannot be seen any more. */
  watch(signal: AbortSignal | undefined): AsyncGenerator<{ samples: NodeSample[] }, void>
  /** Ends all watching. */
  close(): void
}

/**
 * @param poll tells each sample until its signal fires; runs while somebody watches, once however many do
 */
export function createSeries(
  poll: (onSample: (sample: NodeSample) => void, signal: AbortSignal) => Promise<void>,
): Series {
  const samples: NodeSample[] = []
  /** Of all samples ever, the number of those that were dropped. */
  let dropped = 0
  let watchers = 0
  let run: { controller: AbortController; end: { why: unknown } | undefined } | undefined
  let wake = Promise.withResolvers<void>()
  const changed = () => {
    wake.resolve()
    wake = Promise.withResolvers<void>()
  }
  const keep = (sample: NodeSample) => {
    samples.push(sample)
    const old = samples.findIndex(({ at }) => at > sample.at - KEPT_MS)
    dropped += old
    samples.splice(0, old)
    changed()
  }
  const start = () => {
    const controller = new AbortController()
    const current: NonNullable<typeof run> = { controller, end: undefined }
    run = current
    const finish = (why: unknown) => {
      current.end = { why }
      if (run === current) run = undefined
      changed()
    }
    poll(keep, controller.signal).then(() => finish(new Failure('CANCELLED', 'Cancelled.')), finish)
    return current
  }

  return {
    recent: () => [...samples],
    async *watch(signal) {
      watchers++
      const current = run ?? start()
      const aborted = Promise.withResolvers<void>()
      const onAbort = () => aborted.resolve()
      signal?.addEventListener('abort', onAbort, { once: true })
      try {
        let told = dropped + samples.length
        yield { samples: [...samples] }
        for (;;) {
          if (signal?.aborted) return
          const woken = wake.promise
          const news = samples.slice(Math.max(0, told - dropped))
          told = dropped + samples.length
          if (news.length > 0) yield { samples: news }
          else if (current.end !== undefined) throw current.end.why
          else await Promise.race([woken, aborted.promise])
        }
      } finally {
        signal?.removeEventListener('abort', onAbort)
        watchers--
        if (watchers === 0) run?.controller.abort()
        if (watchers === 0) run = undefined
      }
    },
    close: () => run?.controller.abort(),
  }
}
