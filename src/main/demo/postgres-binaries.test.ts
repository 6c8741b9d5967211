import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sharedFolder } from './postgres-binaries.ts'

let under = ''
beforeEach(() => {
  under = mkdtempSync(join(tmpdir(), 'pitwall-shared-'))
})
afterEach(() => rmSync(under, { recursive: true, force: true }))

test('a folder that others may pass through but not write to, the same each time', async () => {
  const folder = await sharedFolder('/home/ada/project', under)
  expect(statSync(folder).mode & 0o777).toBe(0o711)
  expect(await sharedFolder('/home/ada/project', under)).toBe(folder)
  expect(await sharedFolder('/home/ada/another', under)).not.toBe(folder)
})

test('one that somebody else could have prepared is refused', async () => {
  const folder = await sharedFolder('/home/ada/project', under)
  chmodSync(folder, 0o777)
  await expect(sharedFolder('/home/ada/project', under)).rejects.toMatchObject({ code: 'REFUSED' })
  rmSync(folder, { recursive: true })
  const elsewhere = join(under, 'elsewhere')
  mkdirSync(elsewhere)
  symlinkSync(elsewhere, folder)
  await expect(sharedFolder('/home/ada/project', under)).rejects.toMatchObject({ code: 'REFUSED' })
})
