import { Wrench } from 'lucide-react'
import { useChanges } from '#renderer/stores/changes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import type { Proposal } from '#shared/contract/finding.ts'
import styles from './ProposalButtons.module.css'

/** The changes that would help; each opens its preview. */
export function ProposalButtons({
  targetId,
  proposals,
}: {
  targetId: string
  proposals: readonly Proposal[]
}) {
  const propose = useChanges((state) => state.propose)
  return proposals.map(({ title, sql, affected }) => (
    <Button
      key={`${title} ${sql}`}
      size="small"
      icon={Wrench}
      className={styles.proposal}
      title={sql}
      onClick={() => propose({ targetId, sql, title, ...(affected && { measure: affected }) })}
    >
      <span className={styles.title}>{title}</span>
    </Button>
  ))
}
