/** Keeps the drafts over a reload of the page: reads them at the start, writes them after changes. */
import { readDrafts, writeDrafts, type KeptDocuments } from './drafts.ts'

const storageKey = 'pitwall.queries'
const pauseMs = 400

/** As localStorage; it may be full or forbidden, and then throws. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem'>

export function loadKept(storage: DraftStorage): KeptDocuments | null {
  try {
    return readDrafts(storage.getItem(storageKey))
  } catch {
    // Storage is forbidden here: the drafts live as long as the page.
    return null
  }
}

/** Answers with `soon`, to be called after changes, and `now`, for when the page goes. */
export function createKeeper(
  storage: DraftStorage,
  current: () => KeptDocuments,
): { soon: () => void; now: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  const now = (): void => {
    clearTimeout(timer)
    timer = undefined
    // A full storage takes less: better the statements alone than nothing.
    for (const budget of [undefined, 1_000_000, 100_000]) {
      try {
        storage.setItem(storageKey, writeDrafts(current(), budget))
        return
      } catch {
        continue
      }
    }
  }
  return {
    now,
    soon: () => {
      timer ??= setTimeout(now, pauseMs)
    },
  }
}
