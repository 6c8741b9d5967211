import { GuardBadge } from '#renderer/ui/GuardBadge.tsx'
import styles from './ChangeDialog.module.css'
import type { Place } from './place.ts'

/** On which target, in which environment, under which guard. */
export function PlaceWords({ place: { target, environment, guard } }: { place: Place }) {
  return (
    <span className={styles.place}>
      <span>
        {target ?? 'A target that has been removed'}
        {environment !== undefined && ` · ${environment}`}
      </span>
      {guard !== undefined && <GuardBadge guard={guard} />}
    </span>
  )
}
