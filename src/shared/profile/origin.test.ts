import { describe, expect, it } from 'vitest'
import { originCategories, originOf } from './origin.ts'

describe('originOf', () => {
  it.each([
    ['handle', 'file:///srv/app/server.mjs', 'app'],
    ['handle', '/srv/app/server.js', 'app'],
    ['handle', 'http://localhost:3000/main.js', 'app'],
    ['parse', 'file:///srv/app/node_modules/pg/lib/result.js', 'node_modules'],
    ['parse', 'C:\\app\\node_modules\\pg\\lib\\result.js', 'node_modules'],
    ['get', '/usr/lib/python3/site-packages/requests/api.py', 'node_modules'],
    ['Do', '/root/go/pkg/mod/golang.org/x/net/http.go', 'node_modules'],
    ['emit', 'node:events', 'node'],
    ['emit', 'internal/process/task_queues.js', 'node'],
    ['emit', 'events.js', 'node'],
    ['main', 'app.js', 'app'],
    ['writeBuffer', '', 'native'],
    ['write', '/usr/lib/x86_64-linux-gnu/libc.so.6', 'native'],
    ['do_syscall_64', '[kernel.kallsyms]', 'native'],
    ['(garbage collector)', '', 'gc'],
    ['(idle)', '', 'idle'],
    ['(program)', '', 'program'],
    ['f', 'wasm://wasm/0a1b2c', 'wasm'],
    ['f', 'evalmachine.<anonymous>', 'eval'],
    ['f', '[eval]', 'eval'],
  ] as const)('%s in %s is %s', (name, file, origin) => {
    expect(originCategories[originOf(name, file)]).toBe(origin)
  })

  it.each(Object.getOwnPropertyNames(Object.prototype))(
    'takes a function called %s for any other',
    (name) => {
      expect(originCategories[originOf(name, '/srv/shop/app.js')]).toBe('app')
    },
  )
})
