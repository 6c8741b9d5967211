import { useCommand } from '#renderer/stores/commands.ts'
import { healthOf } from '#renderer/stores/health/check-ups.ts'
import { useRedisServer } from '#renderer/stores/redis-server.ts'
import type { Target } from '#shared/contract/environments.ts'
import { saveLetter } from '../../letter/save-letter.ts'

const group = 'Server'

/** The commands of the Server page. Draws nothing. */
export function ServerCommands({ target }: { target: Target }) {
  const { part, show, onlyAttention, setOnlyAttention, check, cancel } = useRedisServer()
  const { report, checkingSince } = useRedisServer((state) => healthOf(state, target.id))
  const isLetter = part === 'letter'
  useCommand({
    id: 'server.part',
    title: isLetter ? 'Show what the server does now' : 'Show the check-up',
    group,
    keys: 'W',
    run: () => show(isLetter ? 'now' : 'letter'),
  })
  useCommand({
    id: 'server.check',
    title: 'Check up again',
    group,
    keys: 'R',
    enabled: isLetter && checkingSince === null,
    run: () => check(target.id),
  })
  useCommand({
    id: 'server.cancel',
    title: 'Cancel the check-up',
    group,
    keys: 'Mod+.',
    enabled: checkingSince !== null,
    run: () => cancel(target.id),
  })
  useCommand({
    id: 'server.only-attention',
    title: 'Only what needs attention, or all',
    group,
    keys: 'A',
    enabled: isLetter,
    run: () => setOnlyAttention(!onlyAttention),
  })
  useCommand({
    id: 'server.save',
    title: 'Save the letter as Markdown',
    group,
    keys: 'Mod+S',
    enabled: isLetter && report !== null,
    run: () => report && saveLetter(report, target),
  })
  return null
}
