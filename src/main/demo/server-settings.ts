import { appendFile, chown, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SystemUser } from './postgres-binaries.ts'

const FILE = 'pitwall.conf'
const INCLUDE = `include_if_exists = '${FILE}'`

/**
 * Writes the settings of a stopped cluster. In a file, because ALTER SYSTEM has the last word over
 * files and none over a server's command line.
 */
export async function writeServerSettings(
  folder: string,
  settings: Record<string, string>,
  user: SystemUser | undefined,
): Promise<void> {
  const own = join(folder, FILE)
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`)
  // The folder may belong to another user: never write through a link that was put there.
  await rm(own, { force: true })
  await writeFile(own, `${lines.join('\n')}\n`, { flag: 'wx', mode: 0o600 })
  if (user) await chown(own, user.uid, user.gid)
  const main = join(folder, 'postgresql.conf')
  const text = await readFile(main, 'utf8')
  if (!text.includes(INCLUDE)) await appendFile(main, `\n${INCLUDE}\n`)
}
