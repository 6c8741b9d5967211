import { writeFile } from 'node:fs/promises'
import type { Limitation } from '#shared/contract/finding.ts'
import type { LeakRetainer } from '#shared/contract/node/leak.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { throwIfCancelled } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import type { ProfileDraft, ProfilesRoom } from '../../profiles/index.ts'
import { bytes } from '../../wording.ts'
import { takeSnapshot } from '../recording/index.ts'
import { explainGrowth } from './explain.ts'
import type { FollowedThread } from './followed-thread.ts'

/** Where profiles are kept. */
export type Keeper = Pick<ProfilesRoom, 'keep' | 'remove'>

export interface Found {
  retainers: LeakRetainer[]
  /** What is kept of it. */
  profileIds: string[]
  limitations: Limitation[]
}

/** A snapshot of more takes minutes, and as much memory again in the process. */
const LARGEST_HEAP: Bytes = 512 * 1024 * 1024

/** Told to whoever waits. */
interface Told {
  phase: 'load' | 'idle' | 'collect' | 'snapshot' | 'explain'
  done: number
}

/**
 * The profiles behind a verdict: two heap snapshots with the growth between them, and the allocations of
 * what stayed alive. Only what is worth a look is kept.
 */
export class Evidence {
  readonly #keeper: Keeper
  readonly #wantsSnapshots: boolean
  readonly #limitations: Limitation[] = []
  #first: ProfileHead | undefined
  /** Of which thread. */
  #of: FollowedThread | undefined
  readonly #kept: ProfileHead[] = []
  #retainers: LeakRetainer[] | undefined

  constructor(keeper: Keeper, wantsSnapshots: boolean) {
    this.#keeper = keeper
    this.#wantsSnapshots = wantsSnapshots
  }

  /** Takes the first snapshot, once. */
  async before(followed: FollowedThread, signal: AbortSignal, told: Told): Promise<void> {
    if (this.#first || !this.#mayTake(followed)) return
    this.#of = followed
    this.#first = await this.#take(followed, 'before the growth', signal, told)
  }

  /** Takes the second, once, and says what holds the growth; empty where there is no first. */
  async explain(followed: FollowedThread, signal: AbortSignal, told: Told): Promise<LeakRetainer[]> {
    if (this.#retainers) return this.#retainers
    this.#retainers = []
    if (!this.#first || this.#of !== followed || !this.#mayTake(followed)) return this.#retainers
    const second = await this.#take(followed, 'after the growth', signal, told)
    Object.assign(told, { phase: 'explain', done: 0 })
    this.#retainers = await this.#compare(this.#first, second, signal)
    return this.#retainers
  }

  /** Explains, and keeps the allocations; or throws everything away. */
  async finish(
    followed: FollowedThread,
    which: 'everything' | 'nothing',
    signal: AbortSignal,
    told: Told,
  ): Promise<Found> {
    if (which === 'nothing') {
      await this.discard()
      return { retainers: [], profileIds: [], limitations: [] }
    }
    const retainers = await this.explain(followed, signal, told)
    await this.#keepAllocations(followed, signal)
    return { retainers, profileIds: this.#kept.map(({ id }) => id), limitations: this.#limitations }
  }

  /** Removes what was kept so far: of a run that was cancelled, or found nothing. */
  async discard(): Promise<void> {
    for (const { id } of this.#kept.splice(0)) await this.#keeper.remove(id)
    this.#first = undefined
  }

  #mayTake({ floor }: FollowedThread): boolean {
    if (!this.#wantsSnapshots) return false
    if ((floor?.heapBytes ?? 0) <= LARGEST_HEAP) return true
    this.#limitations.push({
      message: `What holds the growth is not told: a snapshot of a heap of ${bytes(floor?.heapBytes ?? 0)} would stop the process for minutes.`,
      hint: 'Take two heap snapshots by hand and compare them, or try it on a smaller heap.',
      proposals: [],
    })
    return false
  }

  async #take(followed: FollowedThread, when: string, signal: AbortSignal, told: Told): Promise<ProfileHead> {
    Object.assign(told, { phase: 'snapshot', done: 0 })
    const { thread } = followed
    const head = await this.#keeper.keep(
      draftOf(followed, { name: `Heap of ${thread.attachment.title} ${when}`, format: 'heapsnapshot' }),
      async (file) => {
        await takeSnapshot(thread, file, {
          signal,
          onProgress: (done) => {
            told.done = done
          },
        })
      },
    )
    this.#kept.push(head)
    return head
  }

  async #compare(first: ProfileHead, second: ProfileHead, signal: AbortSignal): Promise<LeakRetainer[]> {
    try {
      return await explainGrowth(first.file, second.file, signal)
    } catch (error) {
      throwIfCancelled(signal)
      // The verdict stands without it, whatever a snapshot of a strange program does to its reader.
      this.#limitations.push({
        message: `What holds the growth could not be told: ${error instanceof Error ? error.message : String(error)}`,
        hint: 'The two heap snapshots are kept: compare them.',
        proposals: [],
      })
      return []
    }
  }

  async #keepAllocations(followed: FollowedThread, signal: AbortSignal): Promise<void> {
    const { laterFile } = followed
    if (!laterFile) return
    const name = `Allocations of ${followed.thread.attachment.title} that stayed`
    const head = await this.#keeper.keep(draftOf(followed, { name, format: 'heapprofile' }), async (file) => {
      await writeFile(file, laterFile, { signal })
    })
    this.#kept.push(head)
  }
}

function draftOf(
  { thread }: FollowedThread,
  { name, format }: Pick<ProfileDraft, 'name' | 'format'>,
): ProfileDraft {
  const { targetId, title } = thread.attachment
  return {
    name: name.slice(0, 200),
    format,
    at: Date.now(),
    durationMs: 0,
    source: `${title}, ${thread.thread.title}`,
    settings: format === 'heapsnapshot' ? 'all objects' : 'what is alive, while a leak was looked for',
    ...(targetId === undefined ? {} : { targetId }),
  }
}
