import type { WarmUpSample } from '#shared/contract/redis/warm-up.ts'
import type { Milliseconds } from '#shared/units.ts'

/** What became of the reads, each second and in all. */
export class Tally {
  readonly samples: WarmUpSample[] = []
  readonly failures = new Map<string, number>()
  sent = 0
  failed = 0
  late = 0
  private hits = 0
  private misses = 0
  private before = { sent: 0, failed: 0, late: 0 }

  /** Whether the key of a read was there. */
  looked(isThere: boolean): void {
    if (isThere) this.hits += 1
    else this.misses += 1
  }

  /** @param kind what people call it: `HTTP 503`, `timeout` */
  fail(kind: string): void {
    this.failed += 1
    this.failures.set(kind, (this.failures.get(kind) ?? 0) + 1)
  }

  /** Ends a second. */
  endSample(elapsedMs: Milliseconds): WarmUpSample {
    const looked = this.hits + this.misses
    const { sent, failed, late } = this
    const sample: WarmUpSample = {
      elapsedMs: Math.round(elapsedMs),
      sent: sent - this.before.sent,
      failed: failed - this.before.failed,
      hitRate: looked === 0 ? null : this.hits / looked,
      late: late - this.before.late,
    }
    this.before = { sent, failed, late }
    this.hits = 0
    this.misses = 0
    this.samples.push(sample)
    return sample
  }
}
