import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLedger, type Ledger } from '#main/changes/index.ts'
import {
  applyChange,
  type ChangesRoom,
  pageOfKeys,
  previewChange,
  resumeChange,
  settleChanges,
  undoChange,
} from '#main/redis/changes/index.ts'
import type { RedisTarget } from '#main/redis/redis-target.ts'
import { openStorage } from '#main/storage/index.ts'
import type { Change, ChangeEvent, ChangePreview } from '#shared/contract/changes.ts'
import type { Pace } from '#shared/contract/redis/keyspace.ts'

const timeouts = { connectTimeoutMs: 5000 }

export interface TestChanges {
  room: ChangesRoom
  ledger: Ledger
  home: string
  preview: (target: RedisTarget, text: string) => Promise<ChangePreview>
  apply: (target: RedisTarget, text: string, options?: ApplyOptions) => Promise<Change>
  undo: (target: RedisTarget, id: string, signal?: AbortSignal) => Promise<Change>
  resume: (target: RedisTarget, id: string) => Promise<Change>
  settle: (target: RedisTarget) => Promise<Change[]>
  /** All keys in one state, with the reasons. */
  keys: (
    id: string,
    state: 'changed' | 'skipped' | 'restored' | 'notRestored',
  ) => Map<string, string | undefined>
  close: () => Promise<void>
}

interface ApplyOptions {
  pace?: Pace
  signal?: AbortSignal
  confirmation?: string
}

/** The room of changes with a ledger and journals in a folder of its own. */
export async function openChanges(): Promise<TestChanges> {
  const home = await mkdtemp(join(tmpdir(), 'pitwall-changes-'))
  const storage = openStorage(home)
  const ledger = createLedger({ database: storage.database })
  const room = { ledger, home }
  return {
    room,
    ledger,
    home,
    async preview(target, text) {
      for await (const event of previewChange(target, text, timeouts, undefined)) {
        if (event.type === 'preview') return event.preview
      }
      throw new Error('no preview')
    },
    apply: async (target, text, { pace = 'full', signal, confirmation } = {}) =>
      await lastOf(
        applyChange(
          room,
          target,
          { sql: text, pace, ...(confirmation === undefined ? {} : { confirmation }) },
          timeouts,
          signal,
        ),
      ),
    undo: async (target, id, signal) => await lastOf(undoChange(room, again(target, id), timeouts, signal)),
    resume: async (target, id) => await lastOf(resumeChange(room, again(target, id), timeouts, undefined)),
    settle: async (target) => await settleChanges(room, target, timeouts, undefined),
    keys(id, state) {
      const found = new Map<string, string | undefined>()
      let cursor: string | undefined
      do {
        const page = pageOfKeys(room, id, state, cursor)
        for (const { key, reason } of page.keys) found.set(key, reason)
        cursor = page.cursor ?? undefined
      } while (cursor !== undefined)
      return found
    },
    async close() {
      ledger.close()
      storage.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

function again(target: RedisTarget, id: string) {
  return { id, resolveTarget: async () => target, pace: 'full' } as const
}

async function lastOf(events: AsyncIterable<ChangeEvent>): Promise<Change> {
  for await (const event of events) if (event.type === 'change') return event.change
  throw new Error('no change')
}
