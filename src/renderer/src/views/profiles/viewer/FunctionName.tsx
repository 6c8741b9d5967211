import type { Profile } from '#shared/profile/model.ts'
import styles from './FunctionName.module.css'
import { nameOf, placeOf, shortPlaceOf } from './words.ts'

/** A function with the end of its place beside it; the whole of both on hovering. */
export function FunctionName({ profile: { frames }, frame }: { profile: Profile; frame: number }) {
  const place = placeOf(frames, frame)
  const name = nameOf(frames, frame)
  return (
    <span className={styles.function} title={place === '' ? name : `${name}\n${place}`}>
      <span className={styles.name}>{name}</span>
      {place !== '' && <span className={styles.place}>{shortPlaceOf(frames, frame)}</span>}
    </span>
  )
}
