// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { useQueries } from '#renderer/stores/queries.ts'
import type { Plan, PlanFinding, PlanNode } from '#shared/contract/plan.ts'
import { formatFactor, formatPercent } from '#renderer/ui/format.ts'
import { estimateWords, shareOf } from '../../inspector/figures.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { SeverityMark } from '#renderer/ui/SeverityMark.tsx'
import type { PlanColumn } from './columns.ts'
import styles from './PlanTable.module.css'

interface PlanRowProps {
  plan: Plan
  node: PlanNode
  columns: readonly PlanColumn[]
  template: string
  top: number
  place: number
  foldable: boolean
  folded: boolean
  selected: boolean
  focused: boolean
  /** The chosen finding is about it. */
  marked: boolean
  /** The search finds it. */
  found: boolean
  worst: PlanFinding | undefined
  onSelect: (id: number) => void
  onToggle: (id: number) => void
}

/** Deeper than this the indent grows no further: the name has to stay in sight. */
const deepestIndent = 24
const indentWidth = 14

/** The DOM id of a node's row, for `aria-activedescendant`. */
export function rowId(node: number): string {
  return `plan-row-${node}`
}

/** One node of the plan in the tree table. */
export const PlanRow = memo(function PlanRow(props: PlanRowProps) {
  const { node, columns, plan, foldable, folded } = props
  const hover = useQueries((state) => state.hover)
  const hovered = useQueries((state) => state.hovered === node.id)
  const indent = Math.min(node.depth, deepestIndent)
  return (
    // The keyboard is handled by the grid, which has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={rowId(node.id)}
      role="row"
      className={styles.row}
      aria-level={node.depth + 1}
      aria-rowindex={props.place + 2}
      aria-expanded={foldable ? !folded : undefined}
      aria-selected={props.selected}
      data-selected={props.selected || undefined}
      data-focused={props.focused || undefined}
      data-hovered={hovered || undefined}
      data-marked={props.marked || undefined}
      data-found={props.found || undefined}
      data-never={node.neverExecuted || undefined}
      style={{ gridTemplateColumns: props.template, transform: `translateY(${props.top}px)` }}
      onClick={() => props.onSelect(node.id)}
      onMouseEnter={() => hover(node.id)}
    >
      <span role="gridcell" className={styles.name}>
        <span className={styles.guides} style={{ width: indent * indentWidth }} aria-hidden />
        {/* For the pointer only: the keyboard folds with the arrow keys, screen readers hear the row's state. */}
        <span
          className={styles.fold}
          aria-hidden
          onClick={(event) => {
            if (!foldable) return
            event.stopPropagation()
            props.onToggle(node.id)
          }}
        >
          {foldable && (folded ? <ChevronRight size={12} /> : <ChevronDown size={12} />)}
        </span>
        {node.subplanName !== undefined && <span className={styles.subplan}>{node.subplanName}</span>}
        <span className={styles.label} title={node.label}>
          {node.label}
        </span>
        {props.worst !== undefined && (
          <SeverityMark severity={props.worst.severity} label={`Finding: ${props.worst.title}`} />
        )}
        {node.neverExecuted && <span className={styles.subplan}>never executed</span>}
      </span>
      {columns.map((column) => (
        <span
          key={column.key}
          role="gridcell"
          className={styles.cell}
          data-zero={isZero(column.text(node)) || undefined}
        >
          {column.key === 'exclusiveMs' ? (
            <TimeCell plan={plan} node={node} text={column.text(node)} />
          ) : column.key === 'estimateFactor' ? (
            <EstimateCell node={node} />
          ) : (
            column.text(node)
          )}
        </span>
      ))}
    </div>
  )
})

/** Zeros step back, so that the figures that matter stand out. */
function isZero(text: string): boolean {
  return text === '0' || text.startsWith('0\u00a0')
}

function TimeCell({ plan, node, text }: { plan: Plan; node: PlanNode; text: string }) {
  const share = shareOf(plan, node)
  if (text === '' || share === undefined) return text
  return (
    <span className={styles.time}>
      <span className={styles.bar} style={{ width: `${share * 100}%` }} aria-hidden />
      <span>{text}</span>
      <span className={styles.share}>{formatPercent(share)}</span>
    </span>
  )
}

/** Far from planned: an arrow and, from tenfold on, a colour. */
function EstimateCell({ node }: { node: PlanNode }) {
  const factor = node.estimateFactor
  if (factor === undefined) return null
  if (node.estimateDirection === 'exact' || factor < 1.05) return <span className={styles.exact}>=</span>
  const over = node.estimateDirection === 'over'
  const grade = factor >= 100 ? 'high' : factor >= 10 ? 'medium' : undefined
  return (
    <span title={estimateWords(node)} data-grade={grade} className={styles.estimate}>
      {formatFactor(factor)}
      <span aria-hidden>{over ? ' ↓' : ' ↑'}</span>
      <HiddenText>{over ? ' fewer than planned' : ' more than planned'}</HiddenText>
    </span>
  )
}
