/** An editor that shows a line when it is told on its command line, and needs no terminal. */
export interface KnownEditor {
  title: string
  /** What it is called on the PATH; the first that is there. */
  programs: readonly string[]
  /** Where its program is inside its application on macOS. */
  macApplication?: string
  /** Of its .exe, from the folder of the .cmd that is on the PATH: those need a shell, which is never used. */
  windowsExe?: string
  /** What follows the program. */
  args: string
}

const likeCode = '--goto {file}:{line}:{column}'
const likeJetBrains = '--line {line} --column {column} {file}'

/** In the order in which they are offered. */
export const knownEditors: readonly KnownEditor[] = [
  {
    title: 'Visual Studio Code',
    programs: ['code'],
    macApplication: 'Visual Studio Code.app/Contents/Resources/app/bin/code',
    windowsExe: '../Code.exe',
    args: likeCode,
  },
  {
    title: 'Cursor',
    programs: ['cursor'],
    macApplication: 'Cursor.app/Contents/Resources/app/bin/cursor',
    windowsExe: '../../../Cursor.exe',
    args: likeCode,
  },
  {
    title: 'Zed',
    programs: ['zed', 'zeditor'],
    macApplication: 'Zed.app/Contents/MacOS/cli',
    args: '{file}:{line}:{column}',
  },
  {
    title: 'WebStorm',
    programs: ['webstorm', 'webstorm64', 'webstorm.sh'],
    macApplication: 'WebStorm.app/Contents/MacOS/webstorm',
    args: likeJetBrains,
  },
  {
    title: 'IntelliJ IDEA',
    programs: ['idea', 'idea64', 'idea.sh'],
    macApplication: 'IntelliJ IDEA.app/Contents/MacOS/idea',
    args: likeJetBrains,
  },
  {
    title: 'GoLand',
    programs: ['goland', 'goland64', 'goland.sh'],
    macApplication: 'GoLand.app/Contents/MacOS/goland',
    args: likeJetBrains,
  },
  {
    title: 'Sublime Text',
    programs: ['subl'],
    macApplication: 'Sublime Text.app/Contents/SharedSupport/bin/subl',
    args: '{file}:{line}:{column}',
  },
  { title: 'VSCodium', programs: ['codium'], windowsExe: '../VSCodium.exe', args: likeCode },
  {
    title: 'Visual Studio Code Insiders',
    programs: ['code-insiders'],
    windowsExe: '../Code - Insiders.exe',
    args: likeCode,
  },
  { title: 'Kate', programs: ['kate'], args: likeJetBrains },
  { title: 'gedit', programs: ['gedit'], args: '+{line}:{column} {file}' },
  { title: 'gVim', programs: ['gvim'], args: '+{line} {file}' },
]
