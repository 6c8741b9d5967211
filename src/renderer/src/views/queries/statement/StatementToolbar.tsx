import { FlaskConical, Play } from 'lucide-react'
import { useQueries } from '#renderer/stores/queries.ts'
import type { StatementDocument } from '#renderer/stores/queries/documents.ts'
import { useSettings } from '#renderer/stores/settings.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { checkWords, whyNotRun } from './check-words.ts'
import { RunStatus } from './RunStatus.tsx'
import styles from './StatementToolbar.module.css'
import { useTargetChoice } from './target-choice.ts'
import { TimeoutField } from './TimeoutField.tsx'

/** Where a statement runs, the two ways to explain it, and how that goes. */
export function StatementToolbar({ document }: { document: StatementDocument }) {
  const edit = useQueries((state) => state.editStatement)
  const explain = useQueries((state) => state.explain)
  const standard = useSettings((state) => state.settings?.statementTimeoutMs)
  const { options, environment } = useTargetChoice(document.targetId)
  const running = document.work.kind === 'running'
  const words = checkWords(document, environment)
  const whyNot = whyNotRun(document, environment)
  const known = options.some((option) => option.value === document.targetId)
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Statement">
      <Select
        label="Run on"
        hideLabel
        size="small"
        className={styles.target}
        options={options}
        value={known ? document.targetId : null}
        placeholder={options.length === 0 ? 'No Postgres here' : 'Choose a Postgres'}
        disabled={running || options.length === 0}
        onChange={(targetId) => edit(document.id, { targetId })}
      />
      {running ? (
        <RunStatus document={document} />
      ) : (
        <>
          <Tooltip
            content={whyNot ?? 'Run it, measure, roll back'}
            command={whyNot === undefined ? 'queries.analyze' : undefined}
          >
            {/* Stays focusable when it cannot be pressed, so that the reason can be read. */}
            <Button
              variant="primary"
              size="small"
              icon={Play}
              aria-disabled={whyNot === undefined ? undefined : true}
              className={whyNot === undefined ? undefined : styles.refused}
              onClick={() => {
                if (whyNot === undefined) explain(document.id, true)
              }}
            >
              Explain analyze
            </Button>
          </Tooltip>
          <Tooltip content="Plan it without running it" command="queries.explain">
            <Button size="small" icon={FlaskConical} onClick={() => explain(document.id, false)}>
              Explain
            </Button>
          </Tooltip>
          <RunStatus document={document} />
        </>
      )}
      <div className={styles.end}>
        {!running && words !== null && (
          <span className={words.tone === 'warning' ? styles.warning : styles.muted} title={words.detail}>
            {words.text}
          </span>
        )}
        <TimeoutField
          value={document.statementTimeoutMs}
          standard={standard}
          onChange={(statementTimeoutMs) => edit(document.id, { statementTimeoutMs })}
        />
      </div>
    </div>
  )
}
