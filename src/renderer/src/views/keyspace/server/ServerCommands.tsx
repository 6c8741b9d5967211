import { useRedisServer } from '#renderer/stores/redis-server.ts'
import type { Target } from '#shared/contract/environments.ts'
import { CheckUpCommands } from '../../letter/CheckUpCommands.tsx'

/** The commands of the Server page. Draws nothing. */
export function ServerCommands({ target }: { target: Target }) {
  const checkUps = useRedisServer()
  const isLetter = checkUps.part === 'letter'
  return (
    <CheckUpCommands
      target={target}
      checkUps={checkUps}
      page="server"
      group="Server"
      isLetter={isLetter}
      turn={() => checkUps.show(isLetter ? 'now' : 'letter')}
      turnTitle={isLetter ? 'Show what the server does now' : 'Show the check-up'}
    />
  )
}
