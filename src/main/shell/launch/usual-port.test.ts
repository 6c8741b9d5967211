import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { openOnUsualPort } from './usual-port.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pitwall-port-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const at = (port: number): { address: string } => ({ address: `http://127.0.0.1:${port}` })

const broken = async (): Promise<{ address: string }> => {
  throw new Error('broken')
}

/** Opens on any port but the taken one; 0 becomes 40001. */
const opener = (taken?: number) => async (port: number) => {
  if (port === taken) throw new Failure('REFUSED', `Port ${port} is in use.`)
  return at(port === 0 ? 40_001 : port)
}

test('the port of the last time is taken again', async () => {
  expect(await openOnUsualPort(home, async () => at(40_123))).toEqual(at(40_123))
  expect(await openOnUsualPort(home, opener())).toEqual(at(40_123))
})

test('where somebody else has it, any free one is', async () => {
  await openOnUsualPort(home, async () => at(40_123))
  expect(await openOnUsualPort(home, opener(40_123))).toEqual(at(40_001))
})

test.each(['', 'nonsense', '80', '70000'])('"%s" in the file is no port', async (text) => {
  writeFileSync(join(home, 'browser-port'), text)
  expect(await openOnUsualPort(home, opener())).toEqual(at(40_001))
})

test('another failure is not hidden', async () => {
  await expect(openOnUsualPort(home, broken)).rejects.toThrow('broken')
})
