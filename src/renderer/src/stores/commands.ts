import { createContext, useContext, useEffect, useRef } from 'react'
import { create } from 'zustand'
import { currentCommands, keysOf, type Command } from './keymap.ts'
import { chosenKeys, useSettings } from './settings.ts'

/** Says which screen the commands below it belong to. */
export const CommandScreen = createContext<string | undefined>(undefined)

interface CommandsState {
  /** By id; of two components that register one id, the later wins until it unmounts. */
  commands: readonly Command[]
  /**
   * Every command there has been in this window, the newest of each id: settings list their keys. They
   * do nothing any more: what a command would do holds on to what its screen showed.
   */
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
      known:
        command.passing === true
          ? state.known
          : currentCommands([...state.known, { ...command, run: nothing }]),
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

function nothing(): void {}
