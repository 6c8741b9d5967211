import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLogFile } from './log-file.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pitwall-log-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

test('keeps what is told, closed to others, until it is closed', () => {
  const log = openLogFile(home)
  log.write('first')
  log.close()
  log.write('too late')
  expect(readFileSync(log.path, 'utf8')).toMatch(/^\S+Z first\n$/)
  expect(statSync(log.path).mode & 0o077).toBe(0)
})

test('one that has grown large is put aside', () => {
  writeFileSync(join(home, 'pitwall.log'), '')
  truncateSync(join(home, 'pitwall.log'), 6_000_000)
  openLogFile(home).close()
  expect(statSync(join(home, 'pitwall.log')).size).toBe(0)
  expect(statSync(join(home, 'pitwall.old.log')).size).toBe(6_000_000)
})

test('is silent where it cannot be written', () => {
  const file = join(home, 'file')
  writeFileSync(file, '')
  const log = openLogFile(join(file, 'below'))
  log.write('lost')
  log.close()
})
