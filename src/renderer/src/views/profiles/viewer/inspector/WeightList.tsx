import { profileActions } from '#renderer/stores/profiles.ts'
import { Section } from '#renderer/ui/Section.tsx'
import type { WeightOfFrame } from '#renderer/workers/profile/work.ts'
import type { Profile } from '#shared/profile/model.ts'
import { FunctionName } from '../FunctionName.tsx'
import type { ShownProfile } from '../shown-profile.ts'
import { formatOf, shareOf } from '../words.ts'
import styles from './inspector.module.css'

export interface WeightListProps {
  title: string
  /** Said where the list is empty. */
  none: string
  shown: ShownProfile
  profile: Profile
  list: readonly WeightOfFrame[]
  /** What the shares are of, in the profile's unit. */
  whole: number
}

/** Functions with a weight each; a press selects one. */
export function WeightList({ title, none, shown, profile, list, whole }: WeightListProps) {
  const { select } = profileActions
  const format = formatOf(profile.unit)
  return (
    <Section title={title}>
      {list.length === 0 && <p className={styles.none}>{none}</p>}
      <ul className={styles.list}>
        {list.map(({ frame, weight }) => (
          <li key={frame}>
            {frame < 0 ? (
              <span className={styles.row}>
                <span className={styles.none}>Nobody: it is a root</span>
                <span className={styles.figure}>{format(weight)}</span>
              </span>
            ) : (
              <button
                type="button"
                className={styles.row}
                onClick={() => select(shown.id, { frame, path: null, node: null })}
              >
                <FunctionName profile={profile} frame={frame} />
                <span className={styles.figure}>
                  {format(weight)}, {shareOf(weight, whole)}
                </span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
