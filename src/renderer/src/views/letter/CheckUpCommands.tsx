import { useCommand } from '#renderer/stores/commands.ts'
import { healthOf } from '#renderer/stores/health/check-ups.ts'
import type { CheckUpProps } from './check-up.ts'
import { saveLetter } from './save-letter.ts'

interface CheckUpCommandsProps extends CheckUpProps {
  /** Begins the commands' ids. */
  page: string
  /** Under which they are listed. */
  group: string
  /** The page shows the letter, not what the server does now. */
  isLetter: boolean
  /** Shows the other of the two, and what that is called. */
  turn: () => void
  turnTitle: string
}

/** The commands of a page with a check-up. Draws nothing. */
export function CheckUpCommands({
  target,
  checkUps,
  page,
  group,
  isLetter,
  turn,
  turnTitle,
}: CheckUpCommandsProps) {
  const { onlyAttention, setOnlyAttention, check, cancel } = checkUps
  const { report, checkingSince } = healthOf(checkUps, target.id)
  useCommand({ id: `${page}.part`, title: turnTitle, group, keys: 'W', run: turn })
  useCommand({
    id: `${page}.check`,
    title: 'Check up again',
    group,
    keys: 'R',
    enabled: isLetter && checkingSince === null,
    run: () => check(target.id),
  })
  useCommand({
    id: `${page}.cancel`,
    title: 'Cancel the check-up',
    group,
    keys: 'Mod+.',
    enabled: checkingSince !== null,
    run: () => cancel(target.id),
  })
  useCommand({
    id: `${page}.only-attention`,
    title: 'Only what needs attention, or all',
    group,
    keys: 'A',
    enabled: isLetter,
    run: () => setOnlyAttention(!onlyAttention),
  })
  useCommand({
    id: `${page}.save`,
    title: 'Save the letter as Markdown',
    group,
    keys: 'Mod+S',
    enabled: isLetter && report !== null,
    run: () => report && saveLetter(report, target),
  })
  return null
}
