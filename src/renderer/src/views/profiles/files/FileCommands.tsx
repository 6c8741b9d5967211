import { useShallow } from 'zustand/react/shallow'
import { useCommand } from '#renderer/stores/commands.ts'
import { profileActions, useProfiles } from '#renderer/stores/profiles.ts'
import type { AskAboutKept, WaysIn } from './ways-in.ts'

const group = 'Profiles'

/** The commands of the page. Draws nothing. */
export function FileCommands({ onChoose, onPaste, onAsk }: WaysIn & { onAsk: AskAboutKept }) {
  const { close, cancel, show } = profileActions
  // What a file is read of changes ten times a second: only what decides is looked at.
  const ids = useProfiles(useShallow((state) => state.open.map((each) => each.id)))
  const id = useProfiles((state) => state.current)
  const source = useProfiles(({ open }) => open.find((each) => each.id === id)?.source)
  const isReading = useProfiles(({ open }) => open.find((each) => each.id === id)?.state.kind === 'reading')
  const step = (by: number): void => {
    const next = ids[(ids.indexOf(id ?? '') + by + ids.length) % ids.length]
    if (next !== undefined) show(next)
  }
  useCommand({ id: 'profiles.open', title: 'Open profiles', group, keys: 'O', run: onChoose })
  useCommand({ id: 'profiles.paste', title: 'Paste collapsed stacks', group, keys: 'V', run: onPaste })
  useCommand({
    id: 'profiles.close',
    title: 'Close the profile',
    group,
    keys: 'X',
    enabled: id !== null,
    run: () => id !== null && close(id),
  })
  useCommand({
    id: 'profiles.cancel',
    title: 'Stop reading the profile',
    group,
    keys: 'Mod+.',
    enabled: isReading,
    run: () => id !== null && cancel(id),
  })
  useCommand({
    id: 'profiles.next',
    title: 'Show the next open profile',
    group,
    keys: ']',
    enabled: ids.length > 1,
    run: () => step(1),
  })
  useCommand({
    id: 'profiles.previous',
    title: 'Show the previous open profile',
    group,
    keys: '[',
    enabled: ids.length > 1,
    run: () => step(-1),
  })
  const head = source?.kind === 'kept' ? source.head : undefined
  useCommand({
    id: 'profiles.rename',
    title: 'Rename the kept profile',
    group,
    keys: 'F2',
    enabled: head !== undefined,
    run: () => head && onAsk('rename', head),
  })
  useCommand({
    id: 'profiles.remove',
    title: 'Delete the kept profile',
    group,
    keys: 'Shift+Delete',
    enabled: head !== undefined,
    run: () => head && onAsk('remove', head),
  })
  return null
}
