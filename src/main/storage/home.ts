import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * The user-data folder: `PITWALL_HOME`, else where the platform wants application data. The same for
 * every shell, so that what one saves the others see.
 */
export function homeFolder(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  userHome: string = homedir(),
): string {
  if (env['PITWALL_HOME']) return resolve(env['PITWALL_HOME'])
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'Pitwall')
  if (platform === 'win32') return join(env['APPDATA'] ?? join(userHome, 'AppData', 'Roaming'), 'Pitwall')
  return join(env['XDG_DATA_HOME'] ?? join(userHome, '.local', 'share'), 'pitwall')
}
