import { describe, expect, it } from 'vitest'
import { moduleOf } from './modules.ts'

describe('moduleOf', () => {
  it.each([
    ['file:///srv/shop/src/cart.js', 'file:///srv/shop/src/cart.js'],
    ['node:internal/timers', 'node:internal/timers'],
    ['', ''],
    ['/srv/shop/node_modules/express/lib/router.js', 'express'],
    ['/srv/shop/node_modules/@scope/name/index.js', '@scope/name'],
    ['C:\\shop\\node_modules\\@scope\\name\\index.js', '@scope/name'],
    ['/srv/node_modules/a/node_modules/b/index.js', 'b'],
    ['/srv/node_modules/.pnpm/pg@8.0.0/node_modules/pg/lib/client.js', 'pg'],
    ['/usr/lib/python3/site-packages/flask/app.py', 'flask'],
  ])('%s belongs to %s', (file, module) => {
    expect(moduleOf(file)).toBe(module)
  })
})
