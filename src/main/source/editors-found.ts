import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, dirname, extname, join } from 'node:path'
import { quotedWord } from '#shared/command-words.ts'
import { type KnownEditor, knownEditors } from './editors.ts'

export interface FoundEditor {
  title: string
  /** As the setting takes it. */
  command: string
}

export interface EditorSearch {
  /** As the variable PATH has it. */
  path?: string
  platform?: NodeJS.Platform
  /** Where macOS has applications. */
  applications?: string
}

/** The editors of this machine, with the command that shows a place in each. */
export async function editorsFound({
  path = process.env['PATH'] ?? '',
  platform = process.platform,
  applications = '/Applications',
}: EditorSearch = {}): Promise<FoundEditor[]> {
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  const found = await Promise.all(
    knownEditors.map(async (editor) => {
      const program = await programOf(editor, folders, platform, applications)
      return program === undefined
        ? undefined
        : { title: editor.title, command: `${quotedWord(program)} ${editor.args}` }
    }),
  )
  return found.filter((editor) => editor !== undefined)
}

/** Its name where the PATH has it, else the whole path of the program. */
async function programOf(
  { programs, macApplication, windowsExe }: KnownEditor,
  folders: readonly string[],
  platform: NodeJS.Platform,
  applications: string,
): Promise<string | undefined> {
  for (const program of programs) {
    const file = await onPath(program, folders, platform === 'win32' ? ['.exe', '.cmd'] : [''])
    if (file === undefined) continue
    if (extname(file) !== '.cmd') return program
    const exe = windowsExe === undefined ? undefined : join(dirname(file), windowsExe)
    if (exe !== undefined && (await isProgram(exe))) return exe
  }
  if (platform !== 'darwin' || macApplication === undefined) return undefined
  const file = join(applications, macApplication)
  return (await isProgram(file)) ? file : undefined
}

async function onPath(
  program: string,
  folders: readonly string[],
  endings: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    for (const ending of endings) {
      const file = join(folder, program + ending)
      if (await isProgram(file)) return file
    }
  }
  return undefined
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false // not there, or nothing for this user
  }
}
