import { Focus, Rows3 } from 'lucide-react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { valueOf } from '#renderer/stores/profiles/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import { InspectorContent } from '#renderer/ui/Inspector.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { FrameDetails } from '#renderer/workers/profile/work.ts'
import type { FlameLayout } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import { focusOnCall, focusOnFunction } from '../actions.ts'
import type { ShownProfile } from '../shown-profile.ts'
import { categoryName, formatOf, nameOf, shareOf } from '../words.ts'
import { HeaviestStack } from './HeaviestStack.tsx'
import styles from './inspector.module.css'
import { SourcePlace } from './SourcePlace.tsx'
import { WeightList } from './WeightList.tsx'

/** Everything about the selected function, and about the selected call of it. */
export function FrameInspector({ shown }: { shown: ShownProfile }) {
  const { id, drawn, viewing, answers } = shown
  const { select } = profileActions
  const { selection, view } = viewing
  if (selection === null || drawn === null || view === 'difference') return null
  const { frame, path } = selection
  const details = answers.details
  const name = nameOf(drawn.frames, frame)
  return (
    <InspectorContent title={name} onClose={() => select(id, null)}>
      <div className={styles.inspector}>
        {name.length > longestTitle && <p className={styles.name}>{name}</p>}
        <SourcePlace frames={drawn.frames} frame={frame} />
        <div className={styles.buttons}>
          <Button
            size="small"
            icon={Focus}
            onClick={() =>
              path === null
                ? focusOnFunction(id, drawn.frames, frame)
                : focusOnCall(id, drawn.frames, frame, path)
            }
          >
            Focus on it
          </Button>
          <Button
            size="small"
            icon={Rows3}
            disabled={view === 'sandwich' && viewing.function === frame}
            onClick={() => profileActions.showInSandwich(id, frame)}
          >
            Show in sandwich
          </Button>
        </div>
        <CallFigures shown={shown} profile={drawn} />
        {details?.failure ? (
          <FailureBox failure={details.failure} />
        ) : details?.value && details.isCurrent ? (
          <Details shown={shown} profile={drawn} details={details.value} />
        ) : (
          <Spinner label="Adding up its calls" />
        )}
      </div>
    </InspectorContent>
  )
}

/** A name up to here stands whole in the title of the pane. */
const longestTitle = 34

/** The one call that is selected in a chart or in the call tree. */
function CallFigures({ shown, profile }: { shown: ShownProfile; profile: Profile }) {
  const { viewing, facts, answers } = shown
  const { selection, view } = viewing
  const timeline = valueOf(answers, 'timeline')
  const merged = valueOf(answers, 'leftHeavy')
  const layout: FlameLayout | null = view === 'time' ? timeline : merged
  if (selection === null || layout === null || selection.path === null) return null
  const node = view === 'time' ? selection.node : selection.path
  if (node === null) return null
  const format = formatOf(facts.unit)
  const { frames, categories } = profile
  return (
    <Section title={view === 'time' ? 'This call' : 'Calls on this path'}>
      <dl className={styles.facts}>
        <Fact name="Total">
          {format(layout.totalOf(node))}, {shareOf(layout.totalOf(node), layout.total)}
        </Fact>
        <Fact name="Self">{format(layout.selfOf(node))}</Fact>
        {view === 'time' && <Fact name="Begins at">{format(layout.startOf(node))}</Fact>}
        <Fact name="Depth">{formatCount(layout.depthOf(node) + 1)}</Fact>
        <Fact name="Origin">{categoryName(categories[frames.category[selection.frame] ?? -1] ?? '')}</Fact>
      </dl>
    </Section>
  )
}

function Details({
  shown,
  profile,
  details,
}: {
  shown: ShownProfile
  profile: Profile
  details: FrameDetails
}) {
  const format = formatOf(shown.facts.unit)
  const { frames, categories } = profile
  const frame = shown.viewing.selection?.frame ?? -1
  return (
    <>
      <Section title="All its calls">
        <dl className={styles.facts}>
          <Fact name="Total">
            {format(details.total)}, {shareOf(details.total, details.whole)}
          </Fact>
          <Fact name="Self">
            {format(details.self)}, {shareOf(details.self, details.whole)}
          </Fact>
          <Fact name="Samples">
            {formatCount(details.samples)}, {formatCount(details.selfSamples)} in itself
          </Fact>
          <Fact name="Call paths">{formatCount(details.paths)}</Fact>
          {shown.viewing.selection?.path === null && (
            <Fact name="Origin">{categoryName(categories[frames.category[frame] ?? -1] ?? '')}</Fact>
          )}
        </dl>
      </Section>
      <WeightList
        title="Called by"
        none="Nobody: it is a root."
        profile={profile}
        shown={shown}
        list={details.callers}
        whole={details.total}
      />
      <WeightList
        title="It calls"
        none="Nothing."
        profile={profile}
        shown={shown}
        list={details.callees}
        whole={details.total}
      />
      <HeaviestStack shown={shown} profile={profile} heaviest={details.heaviest} />
    </>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
