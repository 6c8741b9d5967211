import { useSnapshots } from '#renderer/stores/snapshots.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatBytes, formatCount } from '#renderer/ui/format.ts'
import { InspectorContent } from '#renderer/ui/Inspector.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { NodeFacts, RowsPage } from '#renderer/workers/snapshot/work.ts'
import { SourcePlace } from '../leak/verdict/SourcePlace.tsx'
import { NodeWords } from './NodeWords.tsx'
import styles from './ObjectInspector.module.css'
import type { ShownSnapshot } from './shown-snapshot.ts'
import { selectedRow } from './tree-rows.ts'

/** Everything about the selected object, and what keeps it alive. */
export function ObjectInspector({ shown: { id, viewing } }: { shown: ShownSnapshot }) {
  const row = selectedRow(viewing)
  if (row === null) return null
  const { facts, retainers } = viewing
  return (
    <InspectorContent title={row.words} onClose={() => useSnapshots.getState().select(id, null)}>
      <div className={styles.inspector}>
        {facts?.kind === 'failed' && <FailureBox failure={facts.failure} />}
        {facts?.kind === 'reading' && <Spinner label="Looking for what keeps it alive" />}
        {facts?.kind === 'ready' && <Facts facts={facts.value} />}
        {retainers?.kind === 'failed' && <FailureBox failure={retainers.failure} />}
        {retainers?.kind === 'ready' && (
          <Retainers page={retainers.value} onMore={() => useSnapshots.getState().moreRetainers(id)} />
        )}
      </div>
    </InspectorContent>
  )
}

function Facts({ facts }: { facts: NodeFacts }) {
  const { name, id, shallowBytes, retainedBytes, text, file, line = 0, column = 0, path } = facts
  return (
    <>
      <dl className={styles.facts}>
        <Fact name="Constructor">
          <code>{name}</code>
        </Fact>
        <Fact name="Number">@{id}</Fact>
        <Fact name="Shallow">{formatBytes(shallowBytes)}</Fact>
        <Fact name="Retained">{formatBytes(retainedBytes)}</Fact>
        {file !== undefined && (
          <Fact name="Written in">
            <SourcePlace file={file} line={line} column={column} />
          </Fact>
        )}
      </dl>
      {text !== undefined && (
        <Section title="Text">
          <pre className={styles.text}>{text}</pre>
        </Section>
      )}
      <Section title="What keeps it alive">
        {path.length === 0 ? (
          <p className={styles.none}>Nothing does: only weak references lead to it.</p>
        ) : (
          <ol className={styles.path} aria-label="From what is always alive down to the object">
            {path.map((step, depth) => (
              // A place in the path is what it is: the same names may come twice.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={depth}>
                <code>
                  {step.edge !== '' && <span className={styles.edge}>{step.edge} </span>}
                  {step.node}
                </code>
                {step.file !== undefined && step.file !== '' && (
                  <SourcePlace file={step.file} line={step.line ?? 0} />
                )}
              </li>
            ))}
          </ol>
        )}
      </Section>
    </>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Retainers({ page: { rows, total }, onMore }: { page: RowsPage; onMore: () => void }) {
  return (
    <Section title={`Referred to by ${formatCount(total)}`}>
      {rows.length === 0 ? (
        <p className={styles.none}>Nothing refers to it.</p>
      ) : (
        <ul className={styles.list}>
          {rows.map((row, place) => (
            // One object may refer to it twice.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={place}>
              <NodeWords row={row} />
            </li>
          ))}
        </ul>
      )}
      {rows.length < total && (
        <Button size="small" onClick={onMore}>
          {`Show more of ${formatCount(total)}`}
        </Button>
      )}
    </Section>
  )
}
