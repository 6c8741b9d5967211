import { useCommand } from '#renderer/stores/commands.ts'
import { healthOf, useHealth } from '#renderer/stores/health.ts'
import type { Target } from '#shared/contract/environments.ts'
import { saveLetter } from '../../letter/save-letter.ts'

const group = 'Health'

/** The commands of the Health page. Draws nothing. */
export function HealthCommands({ target }: { target: Target }) {
  const { part, show, onlyAttention, setOnlyAttention, check, cancel } = useHealth()
  const { report, checkingSince } = useHealth((state) => healthOf(state, target.id))
  const isLetter = part === 'letter'
  useCommand({
    id: 'health.part',
    title: isLetter ? 'Show what runs now' : 'Show the check-up',
    group,
    keys: 'W',
    run: () => show(isLetter ? 'now' : 'letter'),
  })
  useCommand({
    id: 'health.check',
    title: 'Check up again',
    group,
    keys: 'R',
    enabled: isLetter && checkingSince === null,
    run: () => check(target.id),
  })
  useCommand({
    id: 'health.cancel',
    title: 'Cancel the check-up',
    group,
    keys: 'Mod+.',
    enabled: checkingSince !== null,
    run: () => cancel(target.id),
  })
  useCommand({
    id: 'health.only-attention',
    title: 'Only what needs attention, or all',
    group,
    keys: 'A',
    enabled: isLetter,
    run: () => setOnlyAttention(!onlyAttention),
  })
  useCommand({
    id: 'health.save',
    title: 'Save the letter as Markdown',
    group,
    keys: 'Mod+S',
    enabled: isLetter && report !== null,
    run: () => report && saveLetter(report, target),
  })
  return null
}
