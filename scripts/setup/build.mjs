import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative, sep } from 'node:path'
import { SetupFailure } from './failure.mjs'
import { nodeProgram } from './packages.mjs'
import { lastLines, run } from './run.mjs'
import { step } from './step.mjs'

/** What the build reads, files and folders. */
const SOURCES = [
  'src',
  'resources/icons',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]
const RESULTS = ['out/main/index.js', 'out/main/cli.js', 'out/preload/index.cjs', 'out/renderer/index.html']

/**
 * Builds where the sources are not those that `out` was built from. Goes by their content: times say
 * nothing after a checkout.
 * @param {string} root
 */
export async function ensureBuild(root) {
  const stamp = join(root, 'out', 'built-from')
  const sources = hashSources(root, SOURCES)
  const isBuilt = RESULTS.every((file) => existsSync(join(root, file)))
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  await step('Build', async () => {
    // Away first: an interrupted build must not look like the last one.
    rmSync(stamp, { force: true })
    const node = nodeProgram(root)
    const program = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
    const result = await run(node, [program, 'build', '--logLevel', 'warn'], {
      cwd: root,
      env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` },
    })
    if (!result.ok) {
      throw new SetupFailure(`The build failed. electron-vite says:\n${lastLines(result.output, 40)}`)
    }
    writeFileSync(stamp, sources)
  })
}

/**
 * One hash over names and contents; tests are left out, they are not built.
 * @param {string} root
 * @param {readonly string[]} sources
 */
export function hashSources(root, sources) {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => listFiles(join(root, source))).sort()) {
    const name = relative(root, file).split(sep).join('/')
    if (/\.test\.tsx?$/.test(name)) continue
    hash.update(`${name}\0`).update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function listFiles(path) {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    if (code === 'ENOTDIR') return [path]
    if (code === 'ENOENT') return []
    throw error
  }
}
