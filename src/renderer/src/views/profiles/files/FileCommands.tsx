import { useCommand } from '#renderer/stores/commands.ts'
import { profileActions, useProfiles } from '#renderer/stores/profiles.ts'
import type { AskAboutKept, WaysIn } from './ways-in.ts'

const group = 'Profiles'

/** The commands of the page. Draws nothing. */
export function FileCommands({ onChoose, onPaste, onAsk }: WaysIn & { onAsk: AskAboutKept }) {
  const { close, cancel, show } = profileActions
  const open = useProfiles((state) => state.open)
  const id = useProfiles((state) => state.current)
  const place = open.findIndex((each) => each.id === id)
  const current = open[place]
  const step = (by: number): void => {
    const next = open[(place + by + open.length) % open.length]
    if (next !== undefined) show(next.id)
  }
  useCommand({ id: 'profiles.open', title: 'Open profiles', group, keys: 'O', run: onChoose })
  useCommand({ id: 'profiles.paste', title: 'Paste collapsed stacks', group, keys: 'V', run: onPaste })
  useCommand({
    id: 'profiles.close',
    title: 'Close the profile',
    group,
    keys: 'X',
    enabled: current !== undefined,
    run: () => current && close(current.id),
  })
  useCommand({
    id: 'profiles.cancel',
    title: 'Stop reading the profile',
    group,
    keys: 'Mod+.',
    enabled: current?.state.kind === 'reading',
    run: () => current && cancel(current.id),
  })
  useCommand({
    id: 'profiles.next',
    title: 'Show the next open profile',
    group,
    keys: ']',
    enabled: open.length > 1,
    run: () => step(1),
  })
  useCommand({
    id: 'profiles.previous',
    title: 'Show the previous open profile',
    group,
    keys: '[',
    enabled: open.length > 1,
    run: () => step(-1),
  })
  const head = current?.source.kind === 'kept' ? current.source.head : undefined
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
