/**
 * Runs a program of this project under Node 24: `node scripts/with-node-24.mjs FILE ARGS…`.
 *
 * npm puts the project's own Node 24 first on the path, but in the run that installs it the shell
 * remembers where it found `node` before, which is the machine's own. Then, and only then, this
 * starts another process; otherwise it loads the program into this one.
 */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { nodeProgram } from './setup/packages.mjs'

/** How often to look whether the shell that npm started is still there; see endWithNpm in cli.ts. */
const PARENT_CHECK_MS = 1000

const [file = '', ...args] = process.argv.slice(2)

if (Number(process.versions.node.split('.')[0]) >= 24) {
  process.argv.splice(1, 2, resolve(file))
  await import(pathToFileURL(resolve(file)).href)
} else {
  runInAnother()
}

function runInAnother() {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const child = spawn(nodeProgram(root), [file, ...args], { stdio: 'inherit' })
  // The terminal sends Ctrl-C to both; this process stays until the other has cleaned up.
  process.on('SIGINT', () => {})
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal))
  }
  const parent = process.ppid
  const check = setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, PARENT_CHECK_MS)
  check.unref()
  child.once('error', (error) => {
    process.stderr.write(`Node 24 cannot be started: ${error.message}\n`)
    process.exitCode = 1
  })
  child.once('exit', (code) => {
    process.exitCode = code ?? 1
  })
}
