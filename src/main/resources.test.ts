import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { outsideArchive, resourcePath } from './resources.ts'

test('resources are found from the sources', () => {
  expect(existsSync(resourcePath('demo', 'README.md'))).toBe(true)
})

test.each([
  [
    '/opt/Pitwall/resources/app.asar/resources/demo/x.sql',
    '/opt/Pitwall/resources/app.asar.unpacked/resources/demo/x.sql',
  ],
  ['C:\\Pitwall\\app.asar\\node_modules\\x', 'C:\\Pitwall\\app.asar.unpacked\\node_modules\\x'],
  ['/home/ada/app.asar.unpacked/x', '/home/ada/app.asar.unpacked/x'],
  ['/home/ada/pitwall/resources', '/home/ada/pitwall/resources'],
])('%s lies outside the archive at %s', (inside, outside) => {
  expect(outsideArchive(inside)).toBe(outside)
})
