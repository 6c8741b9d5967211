import { usePostgresTarget } from '#renderer/stores/postgres-target.ts'
import { TargetSelect } from '#renderer/ui/TargetSelect.tsx'

/** Which Postgres a page is about. */
export function PostgresSelect() {
  return <TargetSelect label="Postgres" choice={usePostgresTarget()} />
}
