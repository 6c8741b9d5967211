import type { ReactNode } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { ChangeHead } from '#shared/contract/changes.ts'

/** Shows the ledger once it has been read; until then, or when that failed, says so in `className`. */
export function WithLedger({
  className,
  children,
}: {
  className: string | undefined
  children: (changes: readonly ChangeHead[]) => ReactNode
}) {
  const ledger = useChanges((state) => state.ledger)
  if (ledger.kind === 'ready') return children(ledger.changes)
  return (
    <div className={className}>
      {ledger.kind === 'loading' ? (
        <Spinner label="Reading the ledger" />
      ) : (
        <FailureBox failure={ledger.failure} />
      )}
    </div>
  )
}
