import { guardWords } from '#renderer/ui/GuardBadge.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import type { Guard } from '#shared/contract/environments.ts'
import styles from './GuardChoice.module.css'

const options = (['open', 'confirm', 'read-only'] as const).map((value) => ({
  value,
  label: guardWords[value].word,
}))

/** What may be changed in an environment, with what that means. */
export function GuardChoice({ guard, onChange }: { guard: Guard; onChange: (guard: Guard) => void }) {
  return (
    <div className={styles.choice}>
      <span className={styles.label}>Guard</span>
      <SegmentedControl label="Guard" options={options} value={guard} onChange={onChange} />
      <span className={styles.meaning}>{guardWords[guard].meaning}</span>
    </div>
  )
}
