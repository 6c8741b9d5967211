import type { Session } from '../../session/session.ts'
import { query, text } from '../query.ts'

const marksQuery = query(
  'Marks of managed servers and poolers',
  { mark: text },
  `
  SELECT 'role ' || rolname AS mark FROM pg_catalog.pg_roles
  WHERE rolname IN ('rds_superuser', 'cloudsqlsuperuser', 'azure_pg_admin', 'supabase_admin', 'neon_superuser',
    'alloydbsuperuser', 'pgbouncer')
  UNION ALL
  SELECT 'setting ' || name FROM pg_catalog.pg_settings
  WHERE name IN ('rds.extensions', 'cloudsql.iam_authentication', 'azure.extensions', 'neon.timeline_id')
  UNION ALL
  SELECT 'function aurora_version' FROM pg_catalog.pg_proc WHERE proname = 'aurora_version'`,
)

/** Each provider's own roles, settings and functions, the most special first. */
const providers: readonly { name: string; marks: readonly string[] }[] = [
  { name: 'Aurora', marks: ['function aurora_version'] },
  { name: 'RDS', marks: ['role rds_superuser', 'setting rds.extensions'] },
  { name: 'AlloyDB', marks: ['role alloydbsuperuser'] },
  { name: 'Cloud SQL', marks: ['role cloudsqlsuperuser', 'setting cloudsql.iam_authentication'] },
  { name: 'Azure', marks: ['role azure_pg_admin', 'setting azure.extensions'] },
  { name: 'Supabase', marks: ['role supabase_admin'] },
  { name: 'Neon', marks: ['role neon_superuser', 'setting neon.timeline_id'] },
]

export interface Traits {
  names: string[]
  managedBy: string | undefined
}

/** Who runs the server, as far as its roles and settings show. */
export async function traitsOf(session: Session, isStandby: boolean): Promise<Traits> {
  const rows = await session.run(marksQuery.sql)
  return traitsFrom(
    rows.map((row) => marksQuery.decode(row).mark),
    isStandby,
  )
}

export function traitsFrom(marks: readonly string[], isStandby: boolean): Traits {
  const provider = providers.find(({ marks: own }) => own.some((mark) => marks.includes(mark)))
  return {
    managedBy: provider?.name,
    names: [
      ...(provider ? [provider.name] : []),
      ...(isStandby ? ['standby'] : []),
      ...(marks.includes('role pgbouncer') ? ['PgBouncer'] : []),
    ],
  }
}
