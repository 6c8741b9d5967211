import { ClipboardPaste } from 'lucide-react'
import { Button } from '#renderer/ui/Button.tsx'
import type { Environment } from '#shared/contract/environments.ts'
import { NoTarget } from '../../NoTarget.tsx'
import { useOpening } from '../opening.ts'

/** There is no Postgres to look at: the ways to get one, and what goes without. */
export function NoPostgres({ environment }: { environment: Environment | undefined }) {
  const { pastePlan } = useOpening()
  return (
    <NoTarget
      environment={environment}
      kind="postgres"
      actions={
        <Button icon={ClipboardPaste} onClick={pastePlan}>
          Paste a plan
        </Button>
      }
    >
      {environment === undefined
        ? 'An environment holds the servers you work with. Add one with a Postgres to see which statements cost most, or look at the demo.'
        : 'Add a Postgres to see which statements cost most there. A plan from elsewhere can be read without one: paste it, or drop a file here.'}
    </NoTarget>
  )
}
