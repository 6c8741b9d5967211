import { useState } from 'react'
import { profileActions } from '#renderer/stores/profiles.ts'
import type { AnswerValues } from '#renderer/stores/profiles/model.ts'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import type { TreeLayout } from '#shared/profile/layout.ts'
import { AnswerPane } from '../AnswerPane.tsx'
import { FlamePane } from '../FlamePane.tsx'
import { useSavable } from '../savable.ts'
import type { ShownProfile } from '../shown-profile.ts'
import { formatOf, nameOf } from '../words.ts'
import { FunctionGrid } from './FunctionGrid.tsx'
import styles from './SandwichView.module.css'

/** All functions at the left; who calls the chosen one and what it calls at the right. */
export function SandwichView({ shown }: { shown: ShownProfile }) {
  return (
    <SplitPane
      id="profile-sandwich"
      direction="horizontal"
      parts={[
        {
          id: 'functions',
          defaultSize: '46%',
          minSize: 260,
          children: (
            <div className={styles.side}>
              <AnswerPane shown={shown} name="functions" waiting="Adding the functions up">
                {(table) => <FunctionGrid shown={shown} table={table} />}
              </AnswerPane>
            </div>
          ),
        },
        {
          id: 'callers-and-callees',
          minSize: 260,
          children: (
            <div className={styles.side}>
              {shown.viewing.function === null ? (
                <EmptyState title="Choose a function">
                  Its callers stand above, what it calls below, merged over all its calls.
                </EmptyState>
              ) : (
                <AnswerPane shown={shown} name="sandwich" waiting="Merging callers and callees">
                  {(sandwich) => <Charts shown={shown} sandwich={sandwich} />}
                </AnswerPane>
              )}
            </div>
          ),
        },
      ]}
    />
  )
}

function Charts({ shown, sandwich }: { shown: ShownProfile; sandwich: AnswerValues['sandwich'] }) {
  const { drawn, viewing, facts } = shown
  const chart = useSavable('callees')
  if (drawn === null || viewing.function === null) return null
  const format = formatOf(facts.unit)
  const name = nameOf(drawn.frames, viewing.function)
  return (
    <>
      <p className={styles.sum}>
        <strong title={name}>{name}</strong>
        <span>
          {format(sandwich.total)} in all, {format(sandwich.self)} itself
        </span>
      </p>
      <h4 className={styles.title}>Callers</h4>
      <HalfChart shown={shown} layout={sandwich.callers} direction="flame" label={`Callers of ${name}`} />
      {sandwich.callersCutAt !== null && (
        <p className={styles.cut}>
          The nearest {formatCount(sandwich.callersCutAt)} callers of each call are shown; all would take too
          long.
        </p>
      )}
      <h4 className={styles.title}>Callees</h4>
      <HalfChart
        shown={shown}
        layout={sandwich.callees}
        direction="icicle"
        label={`Callees of ${name}`}
        chart={chart}
      />
    </>
  )
}

interface HalfChartProps {
  shown: ShownProfile
  layout: TreeLayout
  direction: 'icicle' | 'flame'
  label: string
  chart?: ReturnType<typeof useSavable>
}

function HalfChart({ shown, layout, direction, label, chart }: HalfChartProps) {
  // Which bar is marked belongs to this layout; the inspector speaks of its function.
  const [marked, setMarked] = useState<{ layout: TreeLayout; node: number } | null>(null)
  const { select } = profileActions
  if (shown.drawn === null) return null
  return (
    <FlamePane
      shown={shown}
      layout={layout}
      profile={shown.drawn}
      {...(chart && { ref: chart })}
      direction={direction}
      label={label}
      withActions={false}
      withLegend={false}
      selected={marked?.layout === layout && shown.viewing.selection !== null ? marked.node : null}
      onSelect={(node) => {
        setMarked(node === null ? null : { layout, node })
        select(shown.id, node === null ? null : { frame: layout.frameOf(node), path: null, node: null })
      }}
    />
  )
}
