import type { Target } from '#shared/contract/environments.ts'
import { addressText } from './address.ts'
import { Select } from './Select.tsx'
import styles from './TargetSelect.module.css'

export interface TargetSelectProps {
  /** What is chosen: `Postgres`. */
  label: string
  choice: { targets: readonly Target[]; target: Target | undefined; choose: (targetId: string) => void }
}

/** Which target a page is about; nothing where the environment has but one. */
export function TargetSelect({ label, choice: { targets, target, choose } }: TargetSelectProps) {
  if (targets.length < 2) return null
  return (
    <Select
      label={label}
      hideLabel
      size="small"
      className={styles.select}
      options={targets.map(({ id, name, address }) => ({
        value: id,
        label: name,
        description: addressText(address),
      }))}
      value={target?.id ?? null}
      onChange={choose}
    />
  )
}
