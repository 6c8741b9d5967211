import { expect, test } from 'vitest'
import { findViolations } from './layers.ts'

const check = (path: string, specifier: string): string[] =>
  findViolations([{ path, text: `import { x } from '${specifier}'\n` }])

test.each([
  ['src/renderer/src/app/App.tsx', '#renderer/views/queries/QueriesView.tsx'],
  ['src/renderer/src/views/queries/a.tsx', '../../stores/queries.ts'],
  ['src/renderer/src/stores/a.ts', '#renderer/api/client.ts'],
  ['src/renderer/src/api/client.ts', '#shared/contract/index.ts'],
  ['src/main/router.ts', './postgres/index.ts'],
  ['src/main/postgres/session/open.ts', '#main/environments/index.ts'],
  ['src/main/postgres/session/open.ts', '../explain/index.ts'],
  ['src/main/demo/index.ts', '../live-value.ts'],
  ['src/main/cli.ts', './commands/explain.ts'],
  ['src/shared/contract/plan.ts', 'zod'],
])('%s may import %s', (path, specifier) => {
  expect(check(path, specifier)).toEqual([])
})

test.each([
  ['src/renderer/src/stores/a.ts', '../views/queries/QueriesView.tsx', 'above'],
  ['src/renderer/src/ui/Button.tsx', '#renderer/app/App.tsx', 'above'],
  ['src/renderer/src/api/client.ts', '#main/router.ts', 'contract'],
  ['src/main/postgres/index.ts', '../demo/index.ts', 'may not use'],
  ['src/main/postgres/index.ts', '../environments/clients/postgres.ts', 'index.ts'],
  ['src/main/postgres/index.ts', '../router.ts', 'above'],
  ['src/main/router.ts', './shell/browser/index.ts', 'above'],
  ['src/main/router.ts', './postgres/catalogue.ts', 'index.ts'],
  ['src/preload/index.ts', '#main/router.ts', 'preload'],
  ['src/shared/units.ts', 'node:path', 'pure'],
  ['src/shared/units.ts', '../main/router.ts', 'pure'],
])('%s may not import %s', (path, specifier, why) => {
  expect(check(path, specifier).join()).toContain(why)
})
