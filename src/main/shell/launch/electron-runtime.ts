import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Path of the Electron program, or undefined where it has not been downloaded. Reads what the
 * `electron` package's own install script writes; importing that package would start a download.
 */
export function findElectronRuntime(
  packageFolder: string = fileURLToPath(new URL('../../node_modules/electron', import.meta.url)),
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const record = join(packageFolder, 'path.txt')
  if (!existsSync(record)) return undefined
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(packageFolder, 'dist')
  const program = join(folder, readFileSync(record, 'utf8').trim())
  return existsSync(program) ? program : undefined
}
