import { usePostgresTarget } from '#renderer/stores/postgres-target.ts'
import { Select } from '#renderer/ui/Select.tsx'
import styles from './TargetSelect.module.css'

/** Which Postgres a page is about; nothing where the environment has but one. */
export function TargetSelect() {
  const { targets, target, choose } = usePostgresTarget()
  if (targets.length < 2) return null
  return (
    <Select
      label="Postgres"
      hideLabel
      size="small"
      className={styles.select}
      options={targets.map(({ id, name, address }) => ({
        value: id,
        label: name,
        ...(address.kind === 'postgres' && { description: `${address.host}, ${address.database}` }),
      }))}
      value={target?.id ?? null}
      onChange={choose}
    />
  )
}
