import { useMemo, useState } from 'react'
import { FlameTable } from '#renderer/charts/flame/index.ts'
import { useProfiles } from '#renderer/stores/profiles.ts'
import type { TreeLayout } from '#shared/profile/layout.ts'
import { bottomUp } from '#shared/profile/tables/bottom-up.ts'
import { callTree } from '#shared/profile/tables/call-tree.ts'
import type { RowTree } from '#shared/profile/tables/rows.ts'
import { AnswerPane } from './AnswerPane.tsx'
import type { ShownProfile } from './shown-profile.ts'
import styles from './TreeView.module.css'
import { formatOf } from './words.ts'

type Kind = 'tree' | 'bottom-up'

/** The calls as rows that unfold: from the roots down, or from each function up to its callers. */
export function TreeView({ shown, kind }: { shown: ShownProfile; kind: Kind }) {
  return (
    <AnswerPane shown={shown} name="leftHeavy" waiting="Merging the calls">
      {(layout, isCurrent) => (
        <Table key={kind} shown={shown} kind={kind} layout={layout} isCurrent={isCurrent} />
      )}
    </AnswerPane>
  )
}

interface TableProps {
  shown: ShownProfile
  kind: Kind
  layout: TreeLayout
  isCurrent: boolean
}

function Table({ shown, kind, layout, isCurrent }: TableProps) {
  const { id, viewing, drawn, facts } = shown
  const { select } = useProfiles.getState()
  const frames = drawn?.frames.length ?? 0
  const tree = useMemo(
    () => (kind === 'tree' ? callTree(layout.paths) : bottomUp(layout.paths, frames)),
    [kind, layout, frames],
  )
  const [hovered, setHovered] = useState<number | null>(null)
  // Rows of the bottom-up tree are its own; those of the call tree are paths, which the charts know too.
  const [row, setRow] = useState<{ tree: RowTree; row: number } | null>(null)
  if (drawn === null) return null
  const { selection } = viewing
  const own = row?.tree === tree && selection !== null ? row.row : null
  return (
    <div className={styles.table} onMouseLeave={() => setHovered(null)}>
      <FlameTable
        tree={tree}
        profile={drawn}
        selected={!isCurrent ? null : kind === 'tree' ? (selection?.path ?? null) : own}
        hovered={hovered}
        onSelect={(next) => {
          setRow(next === null ? null : { tree, row: next })
          const path = kind === 'tree' ? next : null
          select(id, next === null ? null : { frame: tree.frameOf(next), path, node: null })
        }}
        onHover={setHovered}
        query={viewing.search}
        formatValue={formatOf(facts.unit)}
        label={
          kind === 'tree' ? `Call tree of ${shown.name}` : `Functions of ${shown.name} with their callers`
        }
      />
    </div>
  )
}
