// See KeyTable on the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { memo } from 'react'
import type { KeyFacts } from '#shared/contract/redis/keyspace.ts'
import { shownKeyName } from '#shared/redis/key-name.ts'
import type { KeyColumn } from './columns.ts'
import styles from './KeyTable.module.css'

export interface KeyRowProps {
  facts: KeyFacts
  columns: readonly KeyColumn[]
  template: string
  top: number
  place: number
  /** The arrow keys are here. */
  focused: boolean
  selected: boolean
  onOpen: (key: string) => void
  onPlace: (place: number) => void
}

/** A key and what is known of it. */
export const KeyRow = memo(function KeyRow(props: KeyRowProps) {
  const { facts, columns, template, top, place, focused, selected, onOpen, onPlace } = props
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid takes the keys
    <div
      id={`key-row-${place}`}
      role="row"
      tabIndex={-1}
      aria-rowindex={place + 2}
      aria-selected={selected}
      data-selected={selected || undefined}
      data-focused={focused || undefined}
      className={styles.row}
      style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }}
      onClick={() => {
        onPlace(place)
        onOpen(facts.key)
      }}
    >
      <span role="gridcell" className={styles.name} title={facts.key}>
        {shownKeyName(facts.key)}
      </span>
      {columns.map(({ key, isText = false, words }) => {
        const text = words(facts)
        return (
          <span
            key={key}
            role="gridcell"
            className={styles.cell}
            data-text={isText || undefined}
            data-column={key}
            data-none={text === 'none' || undefined}
          >
            {text}
          </span>
        )
      })}
    </div>
  )
})
