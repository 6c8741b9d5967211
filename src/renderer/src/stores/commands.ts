import { createContext, useContext, useEffect, useRef } from 'react'
import { create } from 'zustand'
import { normalizeChord } from './chords.ts'
import { chosenKeys, useSettings } from './settings.ts'

/** Something a person can do, from the palette or by its keys. */
export interface Command {
  /** Stable: settings name the keys of a command by it. */
  id: string
  title: string
  /** The heading it stands under. */
  group: string
  /** Its keys unless settings say otherwise, such as `Mod+Enter`. */
  keys?: string | undefined
  run: () => unknown
  /** Absent means it is. */
  enabled?: boolean | undefined
  /** Not in the list of keys in settings: one of a changing list, such as "Switch to staging". */
  passing?: boolean | undefined
  /** The screen it belongs to; absent for those that are there on every screen. */
  screen?: string | undefined
}

/** Says which screen the commands below it belong to. */
export const CommandScreen = createContext<string | undefined>(undefined)

interface CommandsState {
  /** By id; of two components that register one id, the later wins until it unmounts. */
  commands: readonly Command[]
  /** Every command there has been in this window, the newest of each id: settings list their keys. */
  known: readonly Command[]
  register: (command: Command) => () => void
}

/** Every command that can be given now. */
export const useCommands = create<CommandsState>()((set) => ({
  commands: [],
  known: [],
  register: (command) => {
    set((state) => ({
      commands: [...state.commands, command],
      known: command.passing === true ? state.known : currentCommands([...state.known, command]),
    }))
    return () => set((state) => ({ commands: state.commands.filter((other) => other !== command) }))
  },
}))

/** Offers a command for as long as the component is mounted. `run` may change with every render. */
export function useCommand(command: Command): void {
  const { id, title, group, keys, enabled = true, passing = false } = command
  const screen = useContext(CommandScreen)
  const run = useRef(command.run)
  useEffect(() => {
    run.current = command.run
  })
  useEffect(
    () =>
      useCommands
        .getState()
        .register({ id, title, group, keys, enabled, passing, screen, run: () => run.current() }),
    [id, title, group, keys, enabled, passing, screen],
  )
}

/** The keys of a command as they are now, to show beside a button that does the same. */
export function useCommandKeys(id: string): string | undefined {
  const chosen = useSettings(chosenKeys)
  return useCommands(({ commands }) => {
    const command = commands.findLast((other) => other.id === id)
    return command && keysOf(command, chosen)
  })
}

/** One command per id: the one registered last. */
export function currentCommands(commands: readonly Command[]): Command[] {
  return [...new Map(commands.map((command) => [command.id, command])).values()]
}

/** The keys a command has, with the user's choice over its own; an empty choice means none. */
export function keysOf(command: Command, chosen: Record<string, string>): string | undefined {
  const keys = chosen[command.id] ?? command.keys
  return keys === undefined || keys === '' ? undefined : normalizeChord(keys)
}

/** The enabled command that a chord means. */
export function commandFor(
  chord: string,
  commands: readonly Command[],
  chosen: Record<string, string>,
): Command | undefined {
  return currentCommands(commands).findLast(
    (command) => command.enabled !== false && keysOf(command, chosen) === chord,
  )
}

/**
 * The commands that can be there together with this one and have the same keys because the user gave
 * them to either. Keys that two commands share by themselves are meant so: only one is enabled.
 */
export function conflictsOf(
  command: Command,
  commands: readonly Command[],
  chosen: Record<string, string>,
): Command[] {
  const keys = keysOf(command, chosen)
  if (keys === undefined) return []
  return currentCommands(commands).filter(
    (other) =>
      other.id !== command.id &&
      (command.id in chosen || other.id in chosen) &&
      (command.screen === undefined || other.screen === undefined || command.screen === other.screen) &&
      keysOf(other, chosen) === keys,
  )
}
