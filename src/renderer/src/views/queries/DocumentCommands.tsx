import { useCommand } from '#renderer/stores/commands.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import { resultViews, type QueryDocument, type ResultView } from '#renderer/stores/queries/documents.ts'
import { planAsJson, planAsText, planFileName } from './result/plan-text.ts'
import { copyText } from '#renderer/ui/copy-text.ts'
import { saveText } from './result/save.ts'
import type { ShownResult } from './result/shown-result.ts'
import { viewNames } from './result/view-names.ts'
import { useTargetChoice } from './statement/target-choice.ts'
import { whyNotRun } from './statement/check-words.ts'

const group = 'Queries'

interface DocumentCommandsProps {
  document: QueryDocument
  shown: ShownResult | null
}

/** The commands about the tab that is shown. Draws nothing. */
export function DocumentCommands({ document, shown }: DocumentCommandsProps) {
  const { cancel, toggleEditor } = useQueries()
  const running = document.work.kind === 'running'
  useCommand({
    id: 'queries.cancel',
    title: 'Cancel',
    group,
    keys: 'Mod+.',
    enabled: running,
    run: () => cancel(document.id),
  })
  useCommand({
    id: 'queries.editor',
    title: 'Show or hide the editor',
    group,
    keys: 'E',
    enabled: shown !== null,
    run: () => toggleEditor(document.id),
  })
  return (
    <>
      {document.kind === 'statement' ? (
        <RunCommands document={document} />
      ) : (
        <ReadCommand id={document.id} enabled={!running && document.text.trim() !== ''} />
      )}
      {shown !== null && <ResultCommands shown={shown} />}
    </>
  )
}

function RunCommands({ document }: { document: Extract<QueryDocument, { kind: 'statement' }> }) {
  const explain = useQueries((state) => state.explain)
  const loadCatalogue = useQueries((state) => state.loadCatalogue)
  const { targetId } = document
  const { environment } = useTargetChoice(targetId)
  const idle = document.work.kind !== 'running' && document.work.kind !== 'asking'
  useCommand({
    id: 'queries.explain',
    title: 'Explain: plan without running',
    group,
    keys: 'Mod+E',
    enabled: idle,
    run: () => explain(document.id, false),
  })
  useCommand({
    id: 'queries.analyze',
    title: 'Explain analyze: run, measure, roll back',
    group,
    keys: 'Mod+Enter',
    enabled: idle && whyNotRun(document, environment) === undefined,
    run: () => explain(document.id, true),
  })
  useCommand({
    id: 'queries.catalogue',
    title: 'Read tables and columns again for completion',
    group,
    keys: 'R',
    enabled: targetId !== null,
    run: () => targetId !== null && loadCatalogue(targetId, true),
  })
  return null
}

function ReadCommand({ id, enabled }: { id: string; enabled: boolean }) {
  const readPlan = useQueries((state) => state.readPlan)
  useCommand({
    id: 'queries.read',
    title: 'Read the pasted plan',
    group,
    keys: 'Mod+Enter',
    enabled,
    run: () => readPlan(id),
  })
  return null
}

function ResultCommands({ shown }: { shown: ShownResult }) {
  const { plan, result } = shown
  const findings = plan.findings.length > 0
  useCommand({
    id: 'queries.next-finding',
    title: 'Next finding',
    group,
    keys: 'F',
    enabled: findings,
    run: () => shown.stepFinding(1),
  })
  useCommand({
    id: 'queries.previous-finding',
    title: 'Previous finding',
    group,
    keys: 'Shift+F',
    enabled: findings,
    run: () => shown.stepFinding(-1),
  })
  useCommand({
    id: 'queries.save',
    title: 'Save the plan as given',
    group,
    keys: 'Mod+S',
    run: () => saveText(plan.raw, planFileName(plan, new Date(result.at))),
  })
  useCommand({
    id: 'queries.copy-text',
    title: 'Copy the plan as text',
    group,
    keys: 'C',
    run: () => void copyText(planAsText(plan), 'the plan as text'),
  })
  useCommand({
    id: 'queries.copy-json',
    title: 'Copy the plan as JSON',
    group,
    keys: 'J',
    run: () => void copyText(planAsJson(plan), 'the plan as JSON'),
  })
  return (
    <>
      {resultViews.map((view, place) => (
        <ViewCommand key={view} view={view} keys={String(place + 1)} shown={shown} />
      ))}
    </>
  )
}

function ViewCommand({ view, keys, shown }: { view: ResultView; keys: string; shown: ShownResult }) {
  useCommand({
    id: `queries.view-${view}`,
    title: `Show the plan: ${viewNames[view].toLowerCase()}`,
    group,
    keys,
    run: () => shown.choose({ view }),
  })
  return null
}
