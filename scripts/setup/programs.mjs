import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { SetupFailure } from './failure.mjs'
import { lastLines, run } from './run.mjs'
import { step } from './step.mjs'

/**
 * Programs that no package of the registry provides.
 * @typedef {'redis' | 'chromium' | 'hypopg'} ProgramName
 * @typedef {{ title: string, names: string[], file?: string, why: string, debian: string, ubuntu?: string, commands: Record<string, string> }} Program
 * @type {Record<ProgramName, Program>}
 */
export const programs = {
  redis: {
    title: 'Redis',
    names: ['redis-server', 'valkey-server'],
    why: 'The demo and the tests need Redis',
    debian: 'redis-server',
    commands: {
      debian: 'sudo apt-get install redis-server',
      fedora: 'sudo dnf install valkey',
      arch: 'sudo pacman -S valkey',
      alpine: 'sudo apk add valkey',
      suse: 'sudo zypper install redis',
      darwin: 'brew install redis',
      win32: 'winget install Memurai.MemuraiDeveloper, or use WSL',
    },
  },
  chromium: {
    title: 'Chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
    why: 'The end-to-end tests and the benchmarks need Chromium',
    debian: 'chromium',
    // Ubuntu's package is a snap, which needs a running snapd.
    ubuntu: '',
    commands: {
      debian: 'sudo apt-get install chromium',
      ubuntu: 'sudo snap install chromium',
      fedora: 'sudo dnf install chromium',
      arch: 'sudo pacman -S chromium',
      alpine: 'sudo apk add chromium',
      suse: 'sudo zypper install chromium',
      darwin: 'brew install --cask chromium',
      win32: 'winget install Google.Chrome',
    },
  },
  hypopg: {
    title: 'PostgreSQL 15 with HypoPG',
    names: ['HypoPG for PostgreSQL 15'],
    // An extension is no program: where Debian puts it.
    file: '/usr/share/postgresql/15/extension/hypopg.control',
    why: 'The tests on PostgreSQL 15 and the benchmark of the index advisor need it',
    debian: 'postgresql-15-hypopg',
    commands: {
      debian: 'sudo apt-get install postgresql-15-hypopg (Debian 12, or from the PostgreSQL project)',
    },
  },
}

/** @typedef {{ platform: NodeJS.Platform, osRelease: string, isRoot: boolean }} System */

/**
 * Finds each program on the path or installs it, where this is root on Debian or Ubuntu.
 * @param {Partial<Record<ProgramName, string>>} wanted `needed` fails without the program, `wanted` goes on
 */
export async function ensurePrograms(wanted) {
  for (const [name, need] of Object.entries(wanted)) {
    const program = programs[/** @type {ProgramName} */ (name)]
    if (isThere(program)) continue
    const plan = planInstall(program, readSystem())
    if (plan.kind === 'apt') {
      const install = step(program.title, async () => await installWithApt(plan.package))
      await (need === 'needed' ? install : install.catch(() => {}))
    }
    if (isThere(program)) continue
    const sentence = `${program.why}, and ${program.names[0]} is not ${program.file === undefined ? 'on the path' : 'here'}. ${plan.advice}`
    if (need === 'needed') throw new SetupFailure(sentence)
    process.stderr.write(`${sentence} (going on without)\n`)
  }
}

/**
 * How the program gets here: by apt, or by the user with the one command for this system.
 * @param {Program} program
 * @param {System} system
 * @returns {{ kind: 'apt', package: string, advice: string } | { kind: 'tell', advice: string }}
 */
export function planInstall(program, system) {
  const family = familyOf(system)
  const command = program.commands[family] ?? (family === 'ubuntu' ? program.commands['debian'] : undefined)
  const advice = command === undefined ? 'Install it and try again.' : `Install it: ${command}`
  const aptPackage = family === 'ubuntu' ? (program.ubuntu ?? program.debian) : program.debian
  if (system.isRoot && (family === 'debian' || family === 'ubuntu') && aptPackage !== '') {
    return { kind: 'apt', package: aptPackage, advice }
  }
  return { kind: 'tell', advice }
}

/**
 * The kind of system that a package manager goes with.
 * @param {System} system
 */
function familyOf({ platform, osRelease }) {
  if (platform !== 'linux') return platform
  const values = ['ID', 'ID_LIKE'].flatMap((key) => {
    const line = new RegExp(`^${key}=(.*)$`, 'm').exec(osRelease)?.[1] ?? ''
    return line.replaceAll('"', '').split(' ')
  })
  const families = ['ubuntu', 'debian', 'fedora', 'arch', 'alpine', 'suse']
  return families.find((family) => values.includes(family)) ?? 'linux'
}

/** @param {string} name of the Debian package */
async function installWithApt(name) {
  const env = {
    ...process.env,
    DEBIAN_FRONTEND: 'noninteractive',
    // In runlevel 1 a package's install script does not start its service.
    RUNLEVEL: '1',
  }
  const apt = async (/** @type {string[]} */ ...args) =>
    await run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { env, timeoutMs: 600_000 })
  const install = ['install', '-y', '--no-install-recommends', name]
  if (!hasPackageLists()) await apt('update')
  let result = await apt(...install)
  if (!result.ok) {
    // The lists may be older than what the mirror still has.
    await apt('update')
    result = await apt(...install)
  }
  if (!result.ok) {
    throw new SetupFailure(`apt-get install ${name} failed. It says:\n${lastLines(result.output)}`)
  }
  await stopService(name)
}

/**
 * Where systemd runs, RUNLEVEL does not keep the service from starting. We want the program only.
 * @param {string} name
 */
async function stopService(name) {
  const status = await run('systemctl', ['is-active', '--quiet', name])
  if (status.ok) await run('systemctl', ['disable', '--now', name])
}

function hasPackageLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((file) => file.includes('_Packages'))
  } catch {
    return false
  }
}

/** @returns {System} */
function readSystem() {
  let osRelease = ''
  try {
    osRelease = readFileSync('/etc/os-release', 'utf8')
  } catch {
    // Not a Linux that says what it is.
  }
  return { platform: process.platform, osRelease, isRoot: process.getuid?.() === 0 }
}

/** @param {Program} program */
function isThere({ file, names }) {
  return file === undefined ? names.some(isOnPath) : existsSync(file)
}

/** @param {string} name */
function isOnPath(name) {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, file), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}
