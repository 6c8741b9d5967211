import type { ShownDifference } from '#renderer/stores/profiles/model.ts'
import { InspectorContent } from '#renderer/ui/Inspector.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import type { Profile } from '#shared/profile/model.ts'
import styles from '../inspector/inspector.module.css'
import { SourcePlace } from '../inspector/SourcePlace.tsx'
import { formatOf, nameOf } from '../words.ts'
import { formatChange, formatRelativeChange } from './change-words.ts'

export interface DifferenceInspectorProps {
  value: ShownDifference
  /** With the frames of both. */
  profile: Profile
  frame: number
  /** The call that is selected; null for the function. */
  node: number | null
  onClose: () => void
}

/** What became of the selected function, and of the selected call. */
export function DifferenceInspector({ value, profile, frame, node, onClose }: DifferenceInspectorProps) {
  const { difference, functions, names } = value
  return (
    <InspectorContent title={nameOf(profile.frames, frame)} onClose={onClose}>
      <div className={styles.inspector}>
        <SourcePlace frames={profile.frames} frame={frame} />
        {node !== null && (
          <Changes
            title="Calls on this path"
            profile={profile}
            total={[difference.before[node] ?? 0, difference.after[node] ?? 0]}
            self={[difference.beforeSelf[node] ?? 0, difference.afterSelf[node] ?? 0]}
          />
        )}
        <Changes
          title="All its calls"
          profile={profile}
          total={[functions.beforeTotal[frame] ?? 0, functions.afterTotal[frame] ?? 0]}
          self={[functions.beforeSelf[frame] ?? 0, functions.afterSelf[frame] ?? 0]}
        />
        <p className={styles.none}>
          Before: {names[0]}. After: {names[1]}
          {difference.factor === 1
            ? '.'
            : `, whose figures are multiplied by ${difference.factor.toPrecision(3)} so that both take as much in all.`}
        </p>
      </div>
    </InspectorContent>
  )
}

interface ChangesProps {
  title: string
  profile: Profile
  /** Before and after. */
  total: [number, number]
  self: [number, number]
}

function Changes({ title, profile, total, self }: ChangesProps) {
  const format = formatOf(profile.unit)
  return (
    <Section title={title}>
      <table className={styles.figures}>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          {(
            [
              ['Total', total],
              ['Self', self],
            ] as const
          ).map(([name, [before, after]]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{format(before)}</td>
              <td>{format(after)}</td>
              <td>
                {formatChange(before, after, format)}
                <br />
                {formatRelativeChange(before, after)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}
