import { api, toFailure } from '#renderer/api/index.ts'
import type { Environment, Target } from '#shared/contract/environments.ts'
import { notify, notifyFailure } from '../notices.ts'
import { takeTarget } from './list.ts'

interface Pending {
  undo: () => void
  dismiss: () => void
  /** Removes it for good. */
  finish: () => Promise<void>
}

interface Place {
  show: (target: Target, index: number) => void
  hide: (target: Target) => void
  /** Told how many removals can be undone. */
  count: (pending: number) => void
}

/**
 * Removals that can be undone for as long as their message stands. A target leaves the screen at once
 * but is removed from the store only afterwards: a target made anew would have lost its password,
 * which never comes to the renderer.
 */
export function createRemovals(place: Place) {
  const pending = new Map<string, Pending>()

  const forget = (target: Target): boolean => {
    const was = pending.delete(target.id)
    place.count(pending.size)
    return was
  }

  const begin = (target: Target, index: number): void => {
    const finish = async (): Promise<void> => {
      if (!forget(target)) return
      try {
        await api.targets.remove({ id: target.id })
      } catch (error) {
        const failure = toFailure(error)
        if (failure.code === 'NOT_FOUND') return
        place.show(target, index)
        notifyFailure(`${target.name} could not be removed`, failure)
      }
    }
    const undo = (): void => {
      if (forget(target)) place.show(target, index)
    }
    place.hide(target)
    const dismiss = notify({
      title: `Removed ${target.name}`,
      action: { label: 'Undo', run: undo },
      staysMs: 8000,
      onGone: () => void finish(),
    })
    pending.set(target.id, { undo, dismiss, finish })
    place.count(pending.size)
  }

  const settle = async (): Promise<void> => {
    const open = [...pending.values()]
    await Promise.all(open.map(async (removal) => await removal.finish()))
    for (const removal of open) removal.dismiss()
  }

  // A page that goes away takes its messages, and so the chance to undo, with it.
  window.addEventListener('pagehide', () => void settle())

  return {
    begin,
    undoLast: (): void => {
      const last = [...pending.values()].at(-1)
      last?.undo()
      last?.dismiss()
    },
    /** Finishes what is pending: nothing may be changed while the list on the screen is ahead. */
    settle,
    withoutPending: (environments: readonly Environment[]): readonly Environment[] =>
      [...pending.keys()].reduce<readonly Environment[]>(takeTarget, environments),
  }
}
