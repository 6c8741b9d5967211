import { profileActions } from '#renderer/stores/profiles.ts'
import type { TreeLayout } from '#shared/profile/layout.ts'
import { AnswerPane } from './AnswerPane.tsx'
import { FlamePane } from './FlamePane.tsx'
import { useSavable } from './savable.ts'
import type { ShownProfile } from './shown-profile.ts'
import { weightName } from './words.ts'

/** Equal call paths merged, the heaviest to the left. */
export function MergedView({ shown }: { shown: ShownProfile }) {
  return (
    <AnswerPane shown={shown} name="leftHeavy" waiting="Merging the calls">
      {(layout, isCurrent) => <Chart shown={shown} layout={layout} isCurrent={isCurrent} />}
    </AnswerPane>
  )
}

function Chart({
  shown,
  layout,
  isCurrent,
}: {
  shown: ShownProfile
  layout: TreeLayout
  isCurrent: boolean
}) {
  const { id, viewing, drawn, facts } = shown
  const { select } = profileActions
  const chart = useSavable('left-heavy')
  if (drawn === null) return null
  const { selection, direction } = viewing
  return (
    <FlamePane
      shown={shown}
      layout={layout}
      profile={drawn}
      ref={chart}
      direction={direction}
      label={`${weightName(facts.unit)} of ${shown.name}, merged`}
      minimap
      selected={isCurrent ? (selection?.path ?? null) : null}
      onSelect={(node) =>
        select(id, node === null ? null : { frame: layout.frameOf(node), path: node, node: null })
      }
    />
  )
}
