import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quotedWord } from '#shared/command-words.ts'
import { editorsFound } from './editors-found.ts'
import { openSource } from './open-source.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitwall-source-'))
})
afterEach(async () => await rm(folder, { recursive: true, force: true }))

/** An editor that writes down what it was told, and the words that start it. */
async function recordingEditor(status = 0): Promise<{ words: string; told: () => Promise<unknown> }> {
  const script = join(folder, 'editor.mjs')
  const notes = join(folder, 'told.json')
  await writeFile(
    script,
    `import { writeFileSync } from 'node:fs'
writeFileSync(${JSON.stringify(notes)}, JSON.stringify(process.argv.slice(2)))
process.exit(${status})`,
  )
  return {
    words: `${quotedWord(process.execPath)} ${quotedWord(script)}`,
    told: async () => JSON.parse(await readFile(notes, 'utf8')) as unknown,
  }
}

async function sourceFile(name: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, 'x')
  return file
}

async function program(...path: string[]): Promise<string> {
  const file = join(folder, ...path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, '')
  await chmod(file, 0o755)
  return file
}

describe('openSource', () => {
  it('gives the editor a file as one argument, whatever its name', async () => {
    const editor = await recordingEditor()
    for (const name of ['a b.ts', '; rm -rf x.ts', "it's $HOME `x` {line}.ts", '"q" & čeština.ts']) {
      const file = await sourceFile(name)
      await openSource(`${editor.words} --goto {file}:{line}:{column}`, { file, line: 7, column: 3 })
      expect(await editor.told()).toEqual(['--goto', `${file}:7:3`])
    }
  })

  it('takes file: URLs, the first line and column where none is known, and commands without {file}', async () => {
    const editor = await recordingEditor()
    const file = await sourceFile('a b.mjs')
    await openSource(`${editor.words} +{line}:{column}`, { file: `${pathToFileURL(file).href}?again=1` })
    expect(await editor.told()).toEqual(['+1:1', file])
  })

  it('says that none is set, and what is no command', async () => {
    const file = await sourceFile('a.ts')
    await expect(openSource('  ', { file })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      hint: expect.stringContaining('settings'),
    })
    await expect(openSource('{file}', { file })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await expect(openSource('"code', { file })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })

  it('opens regular files of this machine only', async () => {
    const { words } = await recordingEditor()
    for (const file of [
      'node:fs',
      'main.go',
      'https://a.example/x.js',
      'file://host/share/x',
      '//host/x',
      '<eval>',
    ]) {
      await expect(openSource(words, { file }), file).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    }
    for (const file of [join(folder, 'gone.ts'), folder]) {
      await expect(openSource(words, { file }), file).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  it('tells that the editor did not start, or ended at once', async () => {
    const file = await sourceFile('a.ts')
    await expect(openSource('no-such-editor-anywhere {file}', { file })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no program no-such-editor-anywhere on the PATH.',
    })
    const { words } = await recordingEditor(3)
    await expect(openSource(words, { file })).rejects.toMatchObject({
      code: 'SERVER_ERROR',
      message: expect.stringContaining('ended at once, with status 3'),
    })
  })
})

describe('editorsFound', () => {
  it('finds what is on the PATH and can be run', async () => {
    await program('bin', 'zeditor')
    await program('bin', 'code')
    await chmod(await program('bin', 'subl'), 0o644)
    await mkdir(join(folder, 'bin', 'kate'))
    const found = await editorsFound({ path: join(folder, 'bin'), platform: 'linux' })
    expect(found).toEqual([
      { title: 'Visual Studio Code', command: 'code --goto {file}:{line}:{column}' },
      { title: 'Zed', command: 'zeditor {file}:{line}:{column}' },
    ])
    expect(await editorsFound({ path: '', platform: 'linux' })).toEqual([])
  })

  it('looks into the applications of macOS', async () => {
    const file = await program('Sublime Text.app', 'Contents', 'SharedSupport', 'bin', 'subl')
    expect(await editorsFound({ path: '', platform: 'darwin', applications: folder })).toEqual([
      { title: 'Sublime Text', command: `'${file}' {file}:{line}:{column}` },
    ])
  })

  it('takes the program of Windows that needs no shell', async () => {
    await program('Microsoft VS Code', 'bin', 'code.cmd')
    const exe = await program('Microsoft VS Code', 'Code.exe')
    await program('cursor', 'resources', 'app', 'bin', 'cursor.cmd')
    const path = [join(folder, 'Microsoft VS Code', 'bin'), join(folder, 'cursor')].join(delimiter)
    expect(await editorsFound({ path, platform: 'win32' })).toEqual([
      { title: 'Visual Studio Code', command: `'${exe}' --goto {file}:{line}:{column}` },
    ])
  })
})
