import { delimiter, dirname, sep } from 'node:path'
import { resourcePath } from '#main/resources.ts'

/**
 * The variables that a process started for the user gets: those Pitwall was started with, without what
 * npm and Electron put there for Pitwall itself. Else `node` would be Pitwall's own.
 */
export function userEnvironment(
  variables: NodeJS.ProcessEnv = process.env,
  ownFolder: string = dirname(resourcePath()),
): NodeJS.ProcessEnv {
  const kept = Object.entries(variables).filter(
    ([name]) => !/^npm_/i.test(name) && !['INIT_CWD', 'ELECTRON_RUN_AS_NODE'].includes(name),
  )
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      name.toUpperCase() === 'PATH' ? withoutOwnFolders(value ?? '', ownFolder) : value,
    ]),
  )
}

function withoutOwnFolders(path: string, ownFolder: string): string {
  const own = ownFolder.endsWith(sep) ? ownFolder : ownFolder + sep
  return path
    .split(delimiter)
    .filter((folder) => !folder.startsWith(own) && !folder.endsWith(`${sep}node-gyp-bin`))
    .join(delimiter)
}
