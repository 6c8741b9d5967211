import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure } from './failure.mjs'
import { lastLines, run } from './run.mjs'
import { step } from './step.mjs'

/** @typedef {Record<string, { version?: string, optional?: boolean, link?: boolean }>} LockPackages */

/**
 * Installs what package-lock.json names where node_modules holds something else.
 * @param {string} root
 */
export async function ensurePackages(root) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  if (wanted === undefined) throw new SetupFailure('package-lock.json is missing or damaged.')
  const found = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (found !== undefined && isInstalled(wanted, found) && existsSync(nodeProgram(root))) return
  await step('Packages', async () => {
    const { command, args } = npmCommand(process.env, process.platform, process.execPath, existsSync)
    const result = await run(command, args, { cwd: root })
    if (!result.ok) {
      throw new SetupFailure(`The packages could not be installed. npm says:\n${lastLines(result.output)}`)
    }
  })
  if (!existsSync(nodeProgram(root))) {
    throw new SetupFailure(
      'The packages came without Node 24, which an install script puts there; allow scripts (npm config delete ignore-scripts) and run npm ci.',
    )
  }
}

/**
 * Whether npm's record of node_modules holds every package of the lock file in its version. npm writes
 * that record at the end of an install, so one that was interrupted does not count.
 * @param {LockPackages} wanted
 * @param {LockPackages} found
 */
export function isInstalled(wanted, found) {
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    // '' is the project itself; optional ones are left out on systems they are not for.
    if (path === '' || link) return true
    const installed = found[path]
    return installed === undefined ? optional === true : installed.version === version
  })
}

/**
 * The npm that started us, else the one on the path. On Windows the running node.exe lies inside
 * node_modules, which `npm ci` would have to delete: there `npm install` repairs in place.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @param {string} node the running Node
 * @param {(path: string) => boolean} exists
 */
export function npmCommand(env, platform, node, exists) {
  const args = [platform === 'win32' ? 'install' : 'ci', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = env['npm_execpath']
  if (npm === undefined || !/npm-cli\.c?js$/.test(npm) || !exists(npm)) return { command: 'npm', args }
  // The machine's own Node: the one in node_modules is about to be replaced.
  const machineNode = env['npm_node_execpath']
  return {
    command: machineNode !== undefined && exists(machineNode) ? machineNode : node,
    args: [npm, ...args],
  }
}

/**
 * Node 24, as the `node` package provides it.
 * @param {string} root
 */
export function nodeProgram(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

/**
 * @param {string} file
 * @returns {LockPackages | undefined}
 */
function readPackages(file) {
  try {
    const lock = /** @type {{ packages?: LockPackages }} */ (JSON.parse(readFileSync(file, 'utf8')))
    return lock.packages
  } catch {
    return undefined
  }
}
