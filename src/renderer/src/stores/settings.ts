import { create } from 'zustand'
import { api, toFailure } from '#renderer/api/index.ts'
import type { Settings } from '#shared/contract/app.ts'
import type { Failure } from '#shared/failure.ts'

export interface SettingsState {
  /** Absent until loaded. */
  settings: Settings | undefined
  /** Why loading failed. */
  failure: Failure | undefined
  load: () => Promise<void>
  /** Shows the change at once and stores it; takes it back and throws a Failure where that fails. */
  update: (change: Partial<Settings>) => Promise<void>
  /** Gives a command other keys; an empty text leaves it without, `undefined` gives it its own back. */
  setKeys: (commandId: string, keys: string | undefined) => Promise<void>
}

/** What the user chose: theme, timeouts, editor, keys. */
export const useSettings = create<SettingsState>()((set, get) => ({
  settings: undefined,
  failure: undefined,
  load: async () => {
    try {
      set({ settings: await api.settings.get(), failure: undefined })
    } catch (error) {
      set({ failure: toFailure(error) })
    }
  },
  update: async (change) => {
    const before = get().settings
    if (before) set({ settings: { ...before, ...change } })
    try {
      set({ settings: await api.settings.update(change) })
    } catch (error) {
      set({ settings: before })
      throw toFailure(error)
    }
  },
  setKeys: async (commandId, keys) => {
    const others = Object.entries(get().settings?.keys ?? {}).filter(([id]) => id !== commandId)
    const mine = keys === undefined ? [] : [[commandId, keys] as const]
    await get().update({ keys: Object.fromEntries([...others, ...mine]) })
  },
}))

const noKeys: Record<string, string> = {}

/** The keys the user chose, by command id. */
export function chosenKeys(state: SettingsState): Record<string, string> {
  return state.settings?.keys ?? noKeys
}
