import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Plan, PlanNode, PlanWorker } from '#shared/contract/plan.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatCount, formatMs } from '#renderer/ui/format.ts'
import { InspectorContent } from '#renderer/ui/Inspector.tsx'
import { SeverityBadge } from '#renderer/ui/SeverityBadge.tsx'
import { copyText } from '#renderer/ui/copy-text.ts'
import type { ShownResult } from '../result/shown-result.ts'
import { figureRows, propertyText, rowFacts } from './figures.ts'
import styles from './NodeInspector.module.css'
import { sentenceOf } from './node-kinds.ts'

/** A label up to here stands whole in the title of the pane. */
const longestTitle = 36

/** Everything about the selected node, in the right-hand pane. */
export function NodeInspector({ shown }: { shown: ShownResult }) {
  const { plan, choices, select } = shown
  const node = choices.selected === null ? undefined : plan.nodes[choices.selected]
  if (node === undefined) return null
  return (
    <InspectorContent title={node.label} onClose={() => select(null)}>
      <div className={styles.inspector}>
        <NodeIntroduction plan={plan} node={node} />
        <NodeFindings shown={shown} node={node} />
        <NodeFigures plan={plan} node={node} />
        {node.workers !== undefined && node.workers.length > 0 && <Workers workers={node.workers} />}
        <Properties node={node} />
      </div>
    </InspectorContent>
  )
}

function NodeIntroduction({ plan, node }: { plan: Plan; node: PlanNode }) {
  const sentence = sentenceOf(node.type) ?? `A ${node.type}, which this version of Pitwall does not know.`
  const place = [
    node.subplanName,
    node.relationship === undefined ? undefined : `${node.relationship} child`,
    node.index === undefined ? undefined : `index ${node.index}`,
    node.ranInIds === undefined
      ? undefined
      : `run in ${node.ranInIds.map((id) => plan.nodes[id]?.label ?? id).join(', ')}`,
  ].filter((part) => part !== undefined)
  return (
    <div>
      {/* The title is cut to the width of the pane. */}
      {node.label.length > longestTitle && <p className={styles.label}>{node.label}</p>}
      <p className={styles.sentence}>{sentence}</p>
      {place.length > 0 && <p className={styles.place}>{place.join(' · ')}</p>}
      {node.neverExecuted && <p className={styles.never}>It was never executed, so it has no figures.</p>}
    </div>
  )
}

function NodeFindings({ shown, node }: { shown: ShownResult; node: PlanNode }) {
  const about = shown.plan.findings.flatMap((finding, place) =>
    finding.nodeIds.includes(node.id) ? [{ finding, place }] : [],
  )
  if (about.length === 0) return null
  return (
    <Section title="Findings">
      <ul className={styles.findings}>
        {about.map(({ finding, place }) => (
          <li key={`${finding.kind} ${place}`}>
            <SeverityBadge severity={finding.severity} />
            <p className={styles.findingTitle}>{finding.title}</p>
            <p>{finding.detail}</p>
            <p className={styles.advice}>{finding.advice}</p>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function NodeFigures({ plan, node }: { plan: Plan; node: PlanNode }) {
  const figures = figureRows(plan, node)
  return (
    <>
      <Section title="Rows">
        <dl className={styles.facts}>
          {rowFacts(plan, node).map((fact) => (
            <div key={fact.name}>
              <dt>{fact.name}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
        </dl>
      </Section>
      {figures.length > 0 && (
        <table className={styles.figures}>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col">Alone</th>
              <th scope="col">With below</th>
            </tr>
          </thead>
          <tbody>
            {figures.map((figure) => (
              <tr key={figure.name}>
                <th scope="row">{figure.name}</th>
                <td>{figure.exclusive ?? '–'}</td>
                <td>{figure.inclusive ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

function Workers({ workers }: { workers: readonly PlanWorker[] }) {
  return (
    <Section title="Workers">
      <table className={styles.figures}>
        <thead>
          <tr>
            <th scope="col">Worker</th>
            <th scope="col">Time</th>
            <th scope="col">Rows</th>
            <th scope="col">Blocks</th>
          </tr>
        </thead>
        <tbody>
          {workers.map((worker) => (
            <tr key={worker.number}>
              <th scope="row">{worker.number}</th>
              <td>{worker.inclusiveMs === undefined ? '–' : formatMs(worker.inclusiveMs)}</td>
              <td>{worker.rows === undefined ? '–' : formatCount(worker.rows)}</td>
              <td>{worker.blocks === undefined ? '–' : formatCount(worker.blocks)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** Every property the server gave, known to Pitwall or not. */
function Properties({ node }: { node: PlanNode }) {
  const entries = Object.entries(node.properties)
  return (
    <Section
      title="All properties"
      action={
        <Button
          size="small"
          variant="ghost"
          icon={Copy}
          onClick={() => void copyText(JSON.stringify(node.properties, null, 2), 'the properties')}
        >
          Copy
        </Button>
      }
    >
      <dl className={styles.properties}>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{propertyText(value)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <header className={styles.sectionHead}>
        <h3>{title}</h3>
        {action}
      </header>
      {children}
    </section>
  )
}
