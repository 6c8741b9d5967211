import { expect, test } from 'vitest'
import { compileRoutes } from './routes.ts'

test.each([
  ['cache:product:*', '/products/$1', 'cache:product:17', '/products/17'],
  ['cache:*:*', '/$2?of=$1', 'cache:a:b', '/b?of=a'],
  ['cache:*:b:*', '/$1/$2', 'cache:x:b:y:b:z', '/x/y%3Ab%3Az'],
  ['p:*', 'x/$1', 'p:a b/ä?', '/x/a%20b%2F%C3%A4%3F'],
  ['p:*', '/$1/x', 'p:..', '/%2E%2E/x'],
  ['p:*', '/$1$2', 'p:a', '/a$2'],
  ['p:?[ab]', '/x', 'p:1a', '/x'],
  [String.raw`p:\*.`, '/x', 'p:*.', '/x'],
  ['p:[^a]', '/x', 'p:b', '/x'],
])('%s to %s', (pattern, path, key, wanted) => {
  expect(compileRoutes([{ pattern, path }])(key)).toBe(wanted)
})

test.each([
  ['p:?', 'p:12'],
  ['p:*', 'q:1'],
  ['p:[^a]', 'p:a'],
  ['p.1', 'pp1'],
])('%s does not match %s', (pattern, key) => {
  expect(compileRoutes([{ pattern, path: '/' }])(key)).toBeUndefined()
})

test('the first route that matches', () => {
  const pathOf = compileRoutes([
    { pattern: 'a:1*', path: '/one/$1' },
    { pattern: 'a:*', path: '/any/$1' },
  ])
  expect(pathOf('a:12')).toBe('/one/2')
  expect(pathOf('a:22')).toBe('/any/22')
})
