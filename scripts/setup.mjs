/**
 * Sets the project up for what is about to be run, from a bare clone on: packages, build, the Electron
 * runtime, the servers and the browser that demo and tests use. Depends on nothing but Node 20.19 or
 * later. Says each thing that it does on standard error, in one line with its time, and nothing when
 * there is nothing to do.
 *
 *   node scripts/setup.mjs start|demo|cli|packages|test|bench
 */
import { fileURLToPath } from 'node:url'
import { ensureBuild } from './setup/build.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { withLock } from './setup/lock.mjs'
import { isSupportedNode, NODE_SENTENCE } from './setup/node-version.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { ensurePrograms } from './setup/programs.mjs'
import { SetupFailure } from './setup/failure.mjs'

/** What each habit needs. `programs: 'wanted'` goes on without them, `'needed'` fails. */
const modes = {
  packages: {},
  cli: { build: true },
  start: { build: true, electron: 'where it can run' },
  demo: { build: true, electron: 'where it can run', programs: { redis: 'wanted' } },
  test: {
    build: true,
    electron: 'always',
    programs: { redis: 'needed', chromium: 'needed', hypopg: 'wanted' },
  },
  bench: { build: true, programs: { chromium: 'needed', hypopg: 'wanted' } },
}

const root = fileURLToPath(new URL('..', import.meta.url))

await main(process.argv[2] ?? '')

/** @param {string} name */
async function main(name) {
  if (!isSupportedNode(process.versions.node)) return fail(NODE_SENTENCE)
  if (!Object.hasOwn(modes, name)) {
    return fail(`Usage: node scripts/setup.mjs ${Object.keys(modes).join('|')}`)
  }
  // hasOwn does not narrow the type of a string.
  const mode = /** @type {typeof modes.test} */ (modes[/** @type {keyof typeof modes} */ (name)])
  try {
    await withLock(root, async () => {
      await ensurePackages(root)
      if (mode.build) await ensureBuild(root)
      if (mode.programs) await ensurePrograms(mode.programs)
      if (mode.electron) await ensureElectron(root, mode.electron === 'always')
    })
  } catch (error) {
    if (error instanceof SetupFailure) return fail(error.message)
    throw error
  }
}

/** @param {string} sentence */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}
