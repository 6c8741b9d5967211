import { Failure } from '#shared/failure.ts'
import type { Profile } from '#shared/profile/model.ts'
import { readProfile } from '#shared/profile/read/index.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import type { AttachedThread } from '../attachments/index.ts'
import { type HeapSampling, sampleHeap } from '../recording/index.ts'
import { countRequests, type RequestCounter } from '../rounds/index.ts'
import { measureFloor, type Measurement, untilQuiet } from './measure.ts'
import { keepCodePlain, type PlainCode } from './plain-code.ts'

/** Frames kept of each stack; V8 of Node 20 to 24 keeps 128 and the rest is cut. */
const STACK_DEPTH = 64

export interface FollowSettings {
  /** Bytes allocated between two samples. */
  intervalBytes: Bytes
  /** Keep its code as it is written: not where others depend on its speed. */
  isPlain: boolean
  countsRequests: boolean
}

/**
 * One thread of the target with what is put into it for the time of a run: the sampler of what stays
 * alive, the count of its requests, and that it optimises nothing. Whoever starts it stops it.
 */
export class FollowedThread {
  readonly thread: AttachedThread
  #sampling: HeapSampling | undefined
  #plain: PlainCode | null = null
  #counter: RequestCounter | undefined
  /** What was alive when the rounds began to count; the later profile as it was last read. */
  earlier: Profile | null = null
  later: Profile | null = null
  /** The later one, as a file. */
  laterFile: Uint8Array | undefined
  /** The last measurement. */
  floor: Measurement | undefined

  constructor(thread: AttachedThread) {
    this.thread = thread
  }

  get isOptimised(): boolean {
    return this.#plain === null
  }

  /** @throws Failure REFUSED where its heap is sampled already, and what the inspector throws */
  async start(settings: FollowSettings, signal: AbortSignal): Promise<void> {
    const { intervalBytes } = settings
    this.#sampling = await sampleHeap(this.thread, {
      intervalBytes,
      depth: STACK_DEPTH,
      includeCollected: false,
    })
    if (settings.isPlain) this.#plain = await keepCodePlain(this.thread, signal)
    if (settings.countsRequests) this.#counter = await countRequests(this.thread, signal)
  }

  /** Waits until it is at rest, for so long at most, collects its garbage, and measures; whether it was at rest. */
  async measure(longestQuiet: Milliseconds, signal: AbortSignal): Promise<boolean> {
    const isAtRest = longestQuiet === 0 || (await untilQuiet(this.thread, longestQuiet, signal))
    this.floor = await measureFloor(this.thread, signal)
    return isAtRest
  }

  /** Reads who allocated what is alive now. */
  async readSites(which: 'earlier' | 'later'): Promise<void> {
    const file = await this.#sampling?.read()
    if (!file) return
    const profile = await profileOf(file)
    if (which === 'earlier') this.earlier = profile
    else {
      this.later = profile
      this.laterFile = file
    }
  }

  async countedRequests(): Promise<number> {
    return (await this.#counter?.read()) ?? 0
  }

  async stopCounting(): Promise<void> {
    await this.#counter?.remove()
    this.#counter = undefined
  }

  /** Code that it made for the requests of a load, which would be taken for growth. */
  async countMadeCode(): Promise<number> {
    return (await this.#plain?.countMadeCode()) ?? 0
  }

  async letOptimise(): Promise<void> {
    await this.#plain?.stop()
    this.#plain = null
  }

  /** Takes out of the thread what was put into it. No error where it is gone. */
  async stop(): Promise<void> {
    await Promise.all([this.#sampling?.discard(), this.#plain?.stop(), this.#counter?.remove()])
  }
}

/** Null where nothing was sampled. */
async function profileOf(file: Uint8Array): Promise<Profile | null> {
  try {
    const { profiles, first } = await readProfile(file)
    return profiles[first] ?? null
  } catch (error) {
    // "This heap profile has no samples": so little is alive of what was allocated since the start.
    if (error instanceof Failure && error.code === 'BAD_INPUT') return null
    throw error
  }
}
