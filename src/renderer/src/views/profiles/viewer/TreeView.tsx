import { useMemo, useState } from 'react'
import { FlameTable } from '#renderer/charts/flame/index.ts'
import { profileActions } from '#renderer/stores/profiles.ts'
import type { TreeLayout } from '#shared/profile/layout.ts'
import { type BottomUpColumns, bottomUp } from '#shared/profile/tables/bottom-up.ts'
import { callTree } from '#shared/profile/tables/call-tree.ts'
import type { RowTree } from '#shared/profile/tables/rows.ts'
import { AnswerPane } from './AnswerPane.tsx'
import type { ShownProfile } from './shown-profile.ts'
import styles from './TreeView.module.css'
import { formatOf } from './words.ts'

/** The calls as rows that unfold, from the roots down. */
export function CallTreeView({ shown }: { shown: ShownProfile }) {
  return (
    <AnswerPane shown={shown} name="leftHeavy" waiting="Merging the calls">
      {(layout, isCurrent) => <CallTree shown={shown} layout={layout} isCurrent={isCurrent} />}
    </AnswerPane>
  )
}

/** Each function with its callers below it, as rows that unfold. */
export function BottomUpView({ shown }: { shown: ShownProfile }) {
  return (
    <AnswerPane shown={shown} name="leftHeavy" waiting="Merging the calls">
      {(layout, isMerged) => (
        <AnswerPane shown={shown} name="bottomUp" waiting="Looking for callers">
          {(columns, isCurrent) => (
            <BottomUp shown={shown} layout={layout} columns={columns} isCurrent={isMerged && isCurrent} />
          )}
        </AnswerPane>
      )}
    </AnswerPane>
  )
}

interface TreeProps {
  shown: ShownProfile
  layout: TreeLayout
  isCurrent: boolean
}

function CallTree({ shown, layout, isCurrent }: TreeProps) {
  const { id, viewing, name } = shown
  const tree = useMemo(() => callTree(layout.paths), [layout])
  return (
    <Table
      shown={shown}
      tree={tree}
      label={`Call tree of ${name}`}
      // Its rows are paths, which the charts know too.
      selected={isCurrent ? (viewing.selection?.path ?? null) : null}
      onSelect={(path) =>
        profileActions.select(id, path === null ? null : { frame: tree.frameOf(path), path, node: null })
      }
    />
  )
}

function BottomUp({ shown, layout, columns, isCurrent }: TreeProps & { columns: BottomUpColumns }) {
  const { id, viewing, name, facts } = shown
  // Both are of the same view when they are current; a tree of two views would be of neither.
  const tree = useMemo(
    () => (isCurrent ? bottomUp(layout.paths, facts.frames, columns) : null),
    [layout, facts.frames, columns, isCurrent],
  )
  const [row, setRow] = useState<{ tree: RowTree; row: number } | null>(null)
  if (tree === null) return null
  return (
    <Table
      shown={shown}
      tree={tree}
      label={`Functions of ${name} with their callers`}
      selected={row?.tree === tree && viewing.selection !== null ? row.row : null}
      onSelect={(next) => {
        setRow(next === null ? null : { tree, row: next })
        profileActions.select(
          id,
          next === null ? null : { frame: tree.frameOf(next), path: null, node: null },
        )
      }}
    />
  )
}

interface TableProps {
  shown: ShownProfile
  tree: RowTree
  label: string
  selected: number | null
  onSelect: (row: number | null) => void
}

function Table({ shown, tree, label, selected, onSelect }: TableProps) {
  const { viewing, drawn, facts, matches } = shown
  const [hovered, setHovered] = useState<number | null>(null)
  if (drawn === null) return null
  return (
    <div className={styles.table} onMouseLeave={() => setHovered(null)}>
      <FlameTable
        tree={tree}
        profile={drawn}
        selected={selected}
        hovered={hovered}
        onSelect={onSelect}
        onHover={setHovered}
        query={viewing.search}
        matches={matches}
        formatValue={formatOf(facts.unit)}
        label={label}
      />
    </div>
  )
}
