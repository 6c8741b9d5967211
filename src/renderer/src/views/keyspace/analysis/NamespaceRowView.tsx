// See NamespaceTable on the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { ChevronRight } from 'lucide-react'
import { memo } from 'react'
import type { Analysis, Namespace } from '#shared/contract/redis/keyspace.ts'
import { columns } from './columns.ts'
import styles from './NamespaceTable.module.css'
import type { NamespaceRow } from './rows.ts'
import { nameOf } from './tree.ts'

export interface NamespaceRowViewProps {
  row: NamespaceRow
  namespace: Namespace
  analysis: Analysis
  /** Of the bytes of all keys. */
  share: number
  flat: boolean
  selected: boolean
  template: string
  top: number
  place: number
  onSelect: (node: number) => void
  onFold: (node: number, unfold: boolean) => void
}

const indent = 16
/** Deeper rows are not indented further: the name would leave the column. */
const deepestIndent = 12

export const NamespaceRowView = memo(function NamespaceRowView(props: NamespaceRowViewProps) {
  const { row, namespace, analysis, share, flat, selected, template, top, place, onSelect, onFold } = props
  const { node, depth, unfolded } = row
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid takes the keys
    <div
      id={`namespace-${node}`}
      role="row"
      tabIndex={-1}
      aria-rowindex={place + 2}
      aria-level={flat ? undefined : depth + 1}
      aria-expanded={unfolded}
      aria-selected={selected}
      data-selected={selected || undefined}
      className={styles.row}
      style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }}
      onClick={() => onSelect(node)}
    >
      {columns.map(({ key, isText = false, words }) => {
        const text = words(namespace, analysis)
        if (key === 'namespace') {
          const name = flat || namespace.parentId === null ? nameOf(namespace) : namespace.label
          return (
            <span
              key={key}
              role="gridcell"
              className={styles.name}
              style={{ paddingLeft: 8 + Math.min(depth, deepestIndent) * indent }}
              title={namespace.pattern ?? text}
            >
              {!flat && (
                // Keys fold from the row; this is for the pointer.
                <button
                  type="button"
                  tabIndex={-1}
                  aria-hidden
                  className={styles.fold}
                  data-open={unfolded || undefined}
                  data-leaf={unfolded === undefined || undefined}
                  onClick={(event) => {
                    event.stopPropagation()
                    onFold(node, unfolded !== true)
                  }}
                >
                  <ChevronRight size={14} />
                </button>
              )}
              <span className={styles.text} data-plain={namespace.parentId === null || undefined}>
                {name}
              </span>
            </span>
          )
        }
        if (key === 'share') {
          return (
            <span key={key} role="gridcell" className={styles.share}>
              <span className={styles.track}>
                <span className={styles.bar} style={{ width: `${share * 100}%` }} />
              </span>
              {text}
            </span>
          )
        }
        return (
          <span
            key={key}
            role="gridcell"
            className={styles.cell}
            data-text={isText || undefined}
            title={isText ? text : undefined}
            data-zero={(key === 'withoutTtl' && text === 'none') || text === '–' || undefined}
          >
            {text}
          </span>
        )
      })}
    </div>
  )
})
