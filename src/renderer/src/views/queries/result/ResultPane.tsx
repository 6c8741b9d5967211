import { Braces, Copy, Download, PanelTop } from 'lucide-react'
import type { ReactNode } from 'react'
import { resultViews, type QueryDocument, type ResultView } from '#renderer/stores/queries/documents.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import { NodeInspector } from '../inspector/NodeInspector.tsx'
import { PlanFindings } from './PlanFindings.tsx'
import { FlameView } from './FlameView.tsx'
import { planAsJson, planAsText, planFileName } from './plan-text.ts'
import { RawView } from './RawView.tsx'
import { ResultHeader } from './ResultHeader.tsx'
import styles from './ResultPane.module.css'
import { copyText } from '#renderer/ui/copy-text.ts'
import { saveText } from './save.ts'
import type { ShownResult } from './shown-result.ts'
import { StatementView } from './StatementView.tsx'
import { PlanTable } from './table/PlanTable.tsx'
import { viewNames } from './view-names.ts'

interface ResultPaneProps {
  shown: ShownResult
  document: QueryDocument
  onToggleEditor: () => void
}

/** A plan: its figures, one of its views, its findings, and the inspector of the selected node. */
export function ResultPane({ shown, document, onToggleEditor }: ResultPaneProps) {
  const { view } = shown.choices
  const ofTree = view === 'flame' || view === 'table'
  return (
    <section
      className={styles.result}
      aria-label="Result"
      data-busy={document.work.kind === 'running' || undefined}
    >
      <ResultHeader shown={shown} outdated={isOutdated(document)} />
      <div className={styles.bar}>
        <SegmentedControl
          label="View"
          size="small"
          options={resultViews.map((value) => ({ value, label: viewNames[value] }))}
          value={view}
          onChange={(value) => shown.choose({ view: value })}
        />
        <ResultActions shown={shown} editorOpen={document.editorOpen} onToggleEditor={onToggleEditor} />
      </div>
      <div className={styles.main}>
        <SplitPane
          id="queries-result"
          direction="vertical"
          parts={[
            { id: 'view', minSize: 96, children: views[view](shown) },
            ofTree && {
              id: 'findings',
              defaultSize: '34%',
              minSize: 60,
              children: <PlanFindings key={shown.result.at} shown={shown} />,
            },
          ]}
        />
      </div>
      {ofTree && <NodeInspector shown={shown} />}
    </section>
  )
}

const views: Readonly<Record<ResultView, (shown: ShownResult) => ReactNode>> = {
  flame: (shown) => <FlameView shown={shown} />,
  table: (shown) => <PlanTable shown={shown} />,
  raw: (shown) => <RawView key={shown.result.at} shown={shown} />,
  statement: (shown) => <StatementView shown={shown} />,
}

function ResultActions({
  shown,
  editorOpen,
  onToggleEditor,
}: {
  shown: ShownResult
  editorOpen: boolean
  onToggleEditor: () => void
}) {
  const { plan, result } = shown
  return (
    <div className={styles.actions}>
      <IconButton
        icon={Copy}
        label="Copy as text"
        command="queries.copy-text"
        size="small"
        onClick={() => void copyText(planAsText(plan), 'the plan as text')}
      />
      <IconButton
        icon={Braces}
        label="Copy as JSON"
        command="queries.copy-json"
        size="small"
        onClick={() => void copyText(planAsJson(plan), 'the plan as JSON')}
      />
      <IconButton
        icon={Download}
        label="Save the plan as given"
        command="queries.save"
        size="small"
        onClick={() => saveText(plan.raw, planFileName(plan, new Date(result.at)))}
      />
      <IconButton
        icon={PanelTop}
        label={editorOpen ? 'Hide the editor' : 'Show the editor'}
        command="queries.editor"
        size="small"
        pressed={editorOpen}
        onClick={onToggleEditor}
      />
    </div>
  )
}

/** The statement in the editor is not the one that this result is of. */
function isOutdated(document: QueryDocument): boolean {
  if (document.kind !== 'statement' || document.result === null) return false
  const { sql, isPart } = document.result
  if (sql === null) return false
  return isPart ? !document.sql.includes(sql) : document.sql !== sql
}
