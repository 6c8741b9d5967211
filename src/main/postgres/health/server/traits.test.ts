import { expect, test } from 'vitest'
import { changeSetting } from './change-setting.ts'
import { serverLike } from './server.test-support.ts'
import { traitsFrom } from './traits.ts'

test('a provider shows by its roles, settings and functions, the most special first', () => {
  expect(traitsFrom([], false)).toEqual({ managedBy: undefined, names: [] })
  expect(traitsFrom(['role rds_superuser'], true)).toEqual({ managedBy: 'RDS', names: ['RDS', 'standby'] })
  expect(traitsFrom(['role rds_superuser', 'function aurora_version'], false).managedBy).toBe('Aurora')
  expect(traitsFrom(['role supabase_admin', 'role pgbouncer'], false).names).toEqual([
    'Supabase',
    'PgBouncer',
  ])
})

test('a managed server takes no ALTER SYSTEM: it is said where to change the setting', () => {
  const change = changeSetting(serverLike({ managedBy: 'Cloud SQL' }), 'max_wal_size', '4GB')
  expect(change.proposals).toEqual([])
  expect(change.advice).toContain('Cloud SQL')
})

test('a setting that needs a restart says so', () => {
  const change = changeSetting(serverLike({ isSuperuser: false }), 'shared_buffers', '2GB')
  expect(change.proposals[0]?.sql).toBe("ALTER SYSTEM SET shared_buffers = '2GB'")
  expect(change.advice).toMatch(/restarted.*superuser/)
})
