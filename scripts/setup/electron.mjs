import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { nodeProgram } from './packages.mjs'
import { run } from './run.mjs'
import { step } from './step.mjs'

/** How long the download may take. */
const TIMEOUT_MS = 60_000
/** How long a refusal is remembered, so that the next start is quick. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000

/** @typedef {{ version: string, at: number, reason: string }} Refusal */

/**
 * Tries to provide the Electron runtime, which is downloaded from outside the package registry: many
 * networks do not allow that. Pitwall works without it, in a browser.
 * @param {string} root
 * @param {boolean} always also where no window could be opened
 */
export async function ensureElectron(root, always) {
  const folder = join(root, 'node_modules', 'electron')
  const { version } = /** @type {{ version: string }} */ (
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  )
  if (isRuntimeInstalled(folder, version, readText)) return
  if (!always && !canOpenWindow(process.platform, process.env, process.getuid?.())) return
  const record = join(root, 'node_modules', '.cache', 'pitwall', 'electron-refused.json')
  if (isRemembered(readRefusal(record), version, Date.now())) return
  await step(
    'Electron runtime',
    async () => {
      const result = await run(nodeProgram(root), [join(folder, 'install.js')], { timeoutMs: TIMEOUT_MS })
      if (result.ok && isRuntimeInstalled(folder, version, readText)) {
        rmSync(record, { force: true })
        return undefined
      }
      const reason = result.timedOut ? `not here within ${TIMEOUT_MS / 1000} s` : reasonOf(result.output)
      mkdirSync(dirname(record), { recursive: true })
      writeFileSync(record, JSON.stringify({ version, at: Date.now(), reason }))
      return reason
    },
    (reason) => (reason === undefined ? '' : `not to be had here: ${reason}; the browser shell is used`),
  )
}

/**
 * As the electron package's install.js decides it.
 * @param {string} folder of the electron package
 * @param {string} version
 * @param {(file: string) => string | undefined} read
 */
export function isRuntimeInstalled(folder, version, read) {
  const program = read(join(folder, 'path.txt'))
  if (program === undefined || read(join(folder, 'dist', 'version'))?.replace(/^v/, '') !== version) {
    return false
  }
  return existsSync(join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), program))
}

/**
 * Whether a refused download need not be tried again yet.
 * @param {Refusal | undefined} refusal
 * @param {string} version
 * @param {number} now
 */
export function isRemembered(refusal, version, now) {
  return refusal?.version === version && now >= refusal.at && now - refusal.at < REMEMBERED_MS
}

/**
 * The same rule as the launcher's: on Linux, a display and not root.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 * @param {number | undefined} uid
 */
export function canOpenWindow(platform, env, uid) {
  if (platform !== 'linux') return true
  return uid !== 0 && Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

/**
 * The sentence of an error's stack.
 * @param {string} output of install.js
 */
export function reasonOf(output) {
  const lines = output.split('\n').map((line) => line.trim())
  const line = lines.find((text) => /error/i.test(text)) ?? lines.find((text) => text !== '')
  return (line ?? 'the download failed').replace(/^\w*Error: /, '').replace(/\.$/, '')
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * @param {string} file
 * @returns {Refusal | undefined}
 */
function readRefusal(file) {
  try {
    return /** @type {Refusal} */ (JSON.parse(readText(file) ?? ''))
  } catch {
    return undefined
  }
}
