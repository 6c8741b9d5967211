import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { appendFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStorage, type Storage } from '../storage/index.ts'
import { createProfiles, type ProfileDraft, type ProfilesRoom } from './index.ts'

let home: string
let storage: Storage
let profiles: ProfilesRoom
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pitwall-profiles-'))
  storage = openStorage(home)
  storage.database.exec(`
    INSERT INTO environments (id, name, guard, origin, position) VALUES ('e', 'e', 'open', 'user', 0);
    INSERT INTO targets (id, environment_id, name, address, secret_kind, position) VALUES ('n', 'e', 'n', '{}', 'none', 0)`)
  profiles = createProfiles({ database: storage.database, home })
})
afterEach(() => {
  storage.close()
  rmSync(home, { recursive: true, force: true })
})

const draft: ProfileDraft = {
  name: 'busy',
  format: 'cpuprofile',
  at: 1000,
  durationMs: 5000,
  source: 'server.mjs, main thread',
  targetId: 'n',
  settings: 'every 1 ms',
}
const folder = (): string => join(home, 'profiles')
const keepText = async (text: string, more: Partial<ProfileDraft> = {}) =>
  await profiles.keep({ ...draft, ...more }, async (file) => await writeFile(file, text))

describe('createProfiles', () => {
  it('keeps what was written, the newest first, in a file only the user may read', async () => {
    expect(await profiles.list()).toEqual([])
    const first = await keepText('{"nodes":[]}')
    const second = await keepText('x', { at: 2000, format: 'pprof', targetId: 'gone' })
    expect(first).toEqual({ ...draft, id: first.id, fileBytes: 12, file: profiles.file(first.id) })
    expect(basename(first.file)).toBe(`${first.id}.cpuprofile`)
    expect(basename(second.file)).toBe(`${second.id}.pb.gz`)
    if (process.platform !== 'win32') {
      expect(statSync(first.file).mode & 0o777).toBe(0o600)
      expect(statSync(folder()).mode & 0o777).toBe(0o700)
    }
    const { targetId: _gone, ...withoutTarget } = second
    expect(await profiles.list()).toEqual([withoutTarget, first])
    storage.database.exec(`DELETE FROM targets`)
    expect((await profiles.list()).map(({ targetId }) => targetId)).toEqual([undefined, undefined])
  })

  it('reads in pieces of 4 MB', async () => {
    const bytes = Buffer.alloc(9_000_000, 'abcdefg')
    const { id } = await profiles.keep(draft, async (file) => await writeFile(file, bytes))
    const pieces: Buffer[] = []
    let offset: number | null = 0
    while (offset !== null) {
      const piece = await profiles.read(id, offset)
      expect(piece.totalBytes).toBe(bytes.length)
      pieces.push(Buffer.from(piece.data, 'base64'))
      offset = piece.nextOffset
    }
    expect(pieces.map(({ length }) => length)).toEqual([4_194_304, 4_194_304, 611_392])
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
    expect(await profiles.read(id, 20_000_000)).toEqual({ data: '', totalBytes: 9_000_000, nextOffset: null })
    const empty = await keepText('')
    expect(await profiles.read(empty.id)).toEqual({ data: '', totalBytes: 0, nextOffset: null })
  })

  it('renames and removes', async () => {
    const { id, file } = await keepText('{}')
    expect(await profiles.rename(id, 'slow route')).toMatchObject({ id, name: 'slow route' })
    expect(await profiles.list()).toMatchObject([{ name: 'slow route' }])
    await profiles.remove(id)
    expect(existsSync(file)).toBe(false)
    expect(await profiles.list()).toEqual([])
    const none = expect.objectContaining({ code: 'NOT_FOUND' })
    await expect(profiles.remove(id)).rejects.toEqual(none)
    await expect(profiles.rename(id, 'x')).rejects.toEqual(none)
    await expect(profiles.read(id)).rejects.toEqual(none)
    expect(() => profiles.file(id)).toThrow(none)
  })

  it('leaves nothing of a write that failed', async () => {
    const half = profiles.keep(draft, async (file) => {
      await appendFile(file, '{"nodes":')
      throw new Error('the process ended')
    })
    await expect(half).rejects.toThrow('the process ended')
    expect(await profiles.list()).toEqual([])
    expect(readdirSync(folder())).toEqual([])
  })

  it('does not list what is being written, and clears away what nobody writes any more', async () => {
    const begun = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const keeping = profiles.keep(draft, async (file) => {
      await writeFile(file, '{}')
      begun.resolve()
      await go.promise
    })
    await begun.promise
    const left = join(folder(), 'left-by-a-killed-workbench.cpuprofile.part')
    writeFileSync(left, '{')
    utimesSync(left, 1000, 1000)
    expect(await profiles.list()).toEqual([])
    expect(existsSync(left)).toBe(false)
    go.resolve()
    const { id } = await keeping
    expect(await profiles.list()).toMatchObject([{ id, fileBytes: 2 }])
  })

  it('forgets what was removed by hand, and says so to who asks before the list', async () => {
    const { id, file } = await keepText('{}')
    rmSync(file)
    await expect(profiles.read(id)).rejects.toThrow(/no longer at/)
    expect(await profiles.list()).toEqual([])
    const again = await keepText('{}')
    rmSync(again.file)
    await profiles.remove(again.id)
  })

  it('finds a file again whose row was lost, and leaves the files of others alone', async () => {
    const { id } = await keepText('{}', { format: 'heapsnapshot' })
    storage.database.exec('DELETE FROM profiles')
    writeFileSync(join(folder(), 'notes.txt'), 'mine')
    expect(await profiles.list()).toMatchObject([{ id, format: 'heapsnapshot', fileBytes: 2, settings: '' }])
    await profiles.remove(id)
    expect(readdirSync(folder())).toEqual(['notes.txt'])
  })

  it('touches no file outside its folder, whatever the database says', async () => {
    const { id } = await keepText('{}')
    const outside = join(home, 'precious')
    writeFileSync(outside, 'x')
    storage.database.exec(`UPDATE profiles SET file = '../precious'`)
    await expect(profiles.remove(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(profiles.read(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await profiles.list()
    expect(existsSync(outside)).toBe(true)
  })

  it('says in a sentence why nothing can be kept', async () => {
    writeFileSync(folder(), 'a file in its place')
    await expect(keepText('{}')).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: `Profiles are kept in ${folder()}, and a file is in the place of that folder.`,
    })
  })
})
