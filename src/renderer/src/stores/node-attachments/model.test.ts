import { expect, test } from 'vitest'
import { attachmentOf } from '../node-processes/process.test-support.ts'
import { addressOf, environmentOf, keyOf, shownThread } from './model.ts'

test.each([
  ['9229', { host: '127.0.0.1', port: 9229 }],
  ['localhost:9230', { host: 'localhost', port: 9230 }],
  ['[::1]:9229', { host: '::1', port: 9229 }],
  ['ws://127.0.0.1:9229/0f2c936f-b1cd-4ac9-aab3-f63b0f33d55e', { host: '127.0.0.1', port: 9229 }],
  ['localhost', undefined],
  ['localhost:0', undefined],
  ['localhost:70000', undefined],
  ['a b:9229', undefined],
])('reads the address %s', (typed, address) => {
  expect(addressOf(typed)).toEqual(address)
})

test('reads lines of an environment, and says which is none without telling what stands there', () => {
  expect(environmentOf('A=1\n\n# no\nB_2=x=y\n')).toEqual({ env: { A: '1', B_2: 'x=y' } })
  expect(environmentOf('A=1\nsecret')).toEqual({ error: 'Line 2 is not NAME=value' })
})

test('looks at the chosen thread for as long as it lives', () => {
  const attachment = attachmentOf('a', {
    threads: [
      { id: '2', kind: 'worker', title: 'worker' },
      { id: 'main', kind: 'main', title: 'main thread' },
    ],
  })
  expect(shownThread(attachment, '2').id).toBe('2')
  expect(shownThread(attachment, '3').id).toBe('main')
  expect(shownThread({ ...attachment, threads: [] }, undefined).id).toBe('main')
})

test('things to attach to have names of their own', () => {
  expect(keyOf({ by: 'pid', pid: 3 })).toBe('pid 3')
  expect(keyOf({ by: 'target', targetId: '3' })).toBe('target 3')
})
