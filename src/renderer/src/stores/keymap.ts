/** Commands and their keys: which command a chord means, and who else has it. Pure. */
import { normalizeChord } from './chords.ts'

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
