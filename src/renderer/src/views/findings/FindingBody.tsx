import { useState, type ReactNode } from 'react'
import { findTarget, useEnvironments } from '#renderer/stores/environments.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import type { Finding } from '#shared/contract/finding.ts'
import { SqlActions } from '#renderer/ui/SqlActions.tsx'
import styles from './FindingBody.module.css'
import { ProposalButtons } from './ProposalButtons.tsx'

export interface FindingBodyProps {
  finding: Finding
  targetId: string
  /** More buttons beside the proposals. */
  actions?: ReactNode
}

/** A finding's evidence, what to do about it, its rewrite, and the changes that would cure it. */
export function FindingBody({ finding, targetId, actions }: FindingBodyProps) {
  const { detail, advice, evidence, evidenceSql, rewrite, proposals } = finding
  const openStatement = useQueries((state) => state.openStatement)
  // Only a statement of Postgres can be opened in a tab of its own.
  const isSql = useEnvironments(
    ({ environments }) => findTarget(environments, targetId)?.target.address.kind === 'postgres',
  )
  const behind = isSql ? 'the SQL behind it' : 'the command behind it'
  const [showSql, setShowSql] = useState(false)
  return (
    <div className={styles.body}>
      <p>{detail}</p>
      {evidence.length > 0 && (
        <dl className={styles.evidence}>
          {evidence.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <p>
        <strong>What to do.</strong> {advice}
      </p>
      {rewrite !== undefined && (
        <>
          <SqlBlock
            label={rewrite.title}
            caption={rewrite.title}
            sql={rewrite.sql}
            actions={
              <SqlActions
                sql={rewrite.sql}
                what="the rewritten statement"
                {...(isSql && { onOpen: () => openStatement({ targetId, sql: rewrite.sql }) })}
              />
            }
          />
          {rewrite.note !== undefined && <p className={styles.note}>{rewrite.note}</p>}
        </>
      )}
      {(proposals.length > 0 || evidenceSql !== undefined || actions !== undefined) && (
        <div className={styles.actions}>
          <ProposalButtons targetId={targetId} proposals={proposals} />
          {actions}
          {evidenceSql !== undefined && (
            <Button size="small" variant="ghost" aria-expanded={showSql} onClick={() => setShowSql(!showSql)}>
              {showSql ? `Hide ${behind}` : `Show ${behind}`}
            </Button>
          )}
        </div>
      )}
      {showSql && evidenceSql !== undefined && (
        <SqlBlock
          label={isSql ? 'The SQL behind it' : 'The command behind it'}
          caption="Shows the evidence; runs as it is"
          sql={evidenceSql}
          actions={
            <SqlActions
              sql={evidenceSql}
              what={isSql ? 'the SQL' : 'the command'}
              {...(isSql && { onOpen: () => openStatement({ targetId, sql: evidenceSql }) })}
            />
          }
        />
      )}
    </div>
  )
}
