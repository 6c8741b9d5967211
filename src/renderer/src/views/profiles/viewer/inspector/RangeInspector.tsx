import { ZoomIn } from 'lucide-react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import { InspectorContent } from '#renderer/ui/Inspector.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { RangeTotals } from '#renderer/workers/profile/work.ts'
import type { Profile } from '#shared/profile/model.ts'
import { FunctionName } from '../FunctionName.tsx'
import type { ShownProfile } from '../shown-profile.ts'
import { formatOf, shareOf } from '../words.ts'
import styles from './inspector.module.css'

/** What the selected part of the time axis comes to. */
export function RangeInspector({ shown }: { shown: ShownProfile }) {
  const { id, viewing, drawn, facts, answers } = shown
  const { choose, focus } = profileActions
  const { range } = viewing
  if (range === null || drawn === null || viewing.view !== 'time') return null
  const format = formatOf(facts.unit)
  const { from, to } = range
  const words = `${format(from)} to ${format(to)}`
  const answer = answers.range
  return (
    <InspectorContent title={`Range of ${format(to - from)}`} onClose={() => choose(id, { range: null })}>
      <div className={styles.inspector}>
        <p className={styles.none}>From {words}</p>
        <div className={styles.buttons}>
          <Button
            size="small"
            icon={ZoomIn}
            onClick={() => focus(id, { label: words, step: { kind: 'range', from, to } })}
          >
            Show only this range
          </Button>
        </div>
        {answer?.failure ? (
          <FailureBox failure={answer.failure} />
        ) : answer?.value && answer.isCurrent ? (
          <Totals shown={shown} profile={drawn} totals={answer.value} />
        ) : (
          <Spinner label="Adding the range up" />
        )}
      </div>
    </InspectorContent>
  )
}

function Totals({ shown, profile, totals }: { shown: ShownProfile; profile: Profile; totals: RangeTotals }) {
  const { select } = profileActions
  const format = formatOf(profile.unit)
  return (
    <>
      <Section title="In this range">
        <dl className={styles.facts}>
          <div>
            <dt>Samples</dt>
            <dd>{formatCount(totals.samples)}</dd>
          </div>
          <div>
            <dt>Seen</dt>
            <dd>{format(totals.total)}</dd>
          </div>
          <div>
            <dt>Functions</dt>
            <dd>{formatCount(totals.functions)}</dd>
          </div>
        </dl>
      </Section>
      <Section title="Most in itself">
        {totals.top.length === 0 && <p className={styles.none}>Nothing was seen here.</p>}
        <ul className={styles.list}>
          {totals.top.map(({ frame, self, total }) => (
            <li key={frame}>
              <button
                type="button"
                className={styles.row}
                title={`${format(total)} with what it calls`}
                onClick={() => select(shown.id, { frame, path: null, node: null })}
              >
                <FunctionName profile={profile} frame={frame} />
                <span className={styles.figure}>
                  {format(self)}, {shareOf(self, totals.total)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}
