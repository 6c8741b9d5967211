import { profileActions } from '#renderer/stores/profiles.ts'
import type { FlameLayout } from '#shared/profile/layout.ts'
import { AnswerPane } from './AnswerPane.tsx'
import { FlamePane } from './FlamePane.tsx'
import { useSavable } from './savable.ts'
import type { ShownProfile } from './shown-profile.ts'
import { weightName } from './words.ts'

/** The samples in their order; a range of them can be selected. */
export function TimeView({ shown }: { shown: ShownProfile }) {
  return (
    <AnswerPane shown={shown} name="timeline" waiting="Putting the samples in order">
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
  layout: FlameLayout
  isCurrent: boolean
}) {
  const { id, viewing, drawn, facts } = shown
  const { select, choose } = profileActions
  const chart = useSavable('time')
  if (drawn === null) return null
  const { selection, range, direction } = viewing
  const path = selection?.path ?? null
  return (
    <FlamePane
      shown={shown}
      layout={layout}
      profile={drawn}
      ref={chart}
      direction={direction}
      label={`${weightName(facts.unit)} of ${shown.name}, in order`}
      minimap
      selected={!isCurrent ? null : (selection?.node ?? (path === null ? null : layout.nodeOf(path)))}
      onSelect={(node) =>
        select(id, node === null ? null : { frame: layout.frameOf(node), path: layout.pathOf(node), node })
      }
      range={range}
      onRange={(next) => choose(id, { range: next })}
    />
  )
}
