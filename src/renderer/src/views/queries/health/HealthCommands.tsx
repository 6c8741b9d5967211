import { useHealth } from '#renderer/stores/health.ts'
import type { Target } from '#shared/contract/environments.ts'
import { CheckUpCommands } from '../../letter/CheckUpCommands.tsx'

/** The commands of the Health page. Draws nothing. */
export function HealthCommands({ target }: { target: Target }) {
  const checkUps = useHealth()
  const isLetter = checkUps.part === 'letter'
  return (
    <CheckUpCommands
      target={target}
      checkUps={checkUps}
      page="health"
      group="Health"
      isLetter={isLetter}
      turn={() => checkUps.show(isLetter ? 'now' : 'letter')}
      turnTitle={isLetter ? 'Show what runs now' : 'Show the check-up'}
    />
  )
}
