import { posix, win32 } from 'node:path'

/** What the words that a Node process was started with say. */
export interface NodeCommand {
  /** The script as it was given, null where there is none (`-e`, the prompt). */
  script: string | null
  /** Where its inspector would listen, or does: by its options. Port 0 is any free one. */
  inspector: { host: string; port: number }
  /** It was started with its inspector open. */
  startsInspector: boolean
  disablesSignal: boolean
}

const DEFAULT_PORT = 9_229

/** Options of Node whose value may be the next word, which is then not the script. */
const takesValue = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
  '--env-file',
  '--env-file-if-exists',
  '--title',
  '--icu-data-dir',
  '--openssl-config',
  '--inspect-port',
  '--debug-port',
  '--input-type',
  '--redirect-warnings',
  '--trace-event-categories',
  '--diagnostic-dir',
  '--stack-trace-limit',
  '--max-old-space-size',
  '--watch-path',
  '--test-reporter',
  '--test-name-pattern',
])
/** There is no script behind these. */
const withoutScript = new Set(['-e', '--eval', '-p', '--print', '-pe', '-i', '--interactive', '-v', '--run'])

/**
 * @param args the words, the program first
 * @param nodeOptions the variable NODE_OPTIONS, whose options count as if they came first
 */
export function readNodeCommand(args: readonly string[], nodeOptions: string | null): NodeCommand {
  const command: NodeCommand = {
    script: null,
    inspector: { host: '127.0.0.1', port: DEFAULT_PORT },
    startsInspector: false,
    disablesSignal: false,
  }
  for (const word of nodeOptions?.split(/\s+/) ?? []) readOption(command, word, undefined)
  for (let index = 1; index < args.length; index++) {
    const word = args[index] ?? ''
    const next = args[index + 1]
    if (word === '-' || withoutScript.has(word.split('=')[0] ?? '')) return command
    if (word === '--') return { ...command, script: next ?? null }
    if (!word.startsWith('-')) return { ...command, script: word === '' ? null : word }
    readOption(command, word, next)
    if (takesValue.has(word)) index++
  }
  return command
}

function readOption(command: NodeCommand, word: string, next: string | undefined): void {
  const [name, value] = splitOnce(word)
  switch (name) {
    case '--inspect':
    case '--inspect-brk':
    case '--inspect-wait':
      command.startsInspector = true
      if (value !== undefined) readAddress(command, value)
      return
    case '--inspect-port':
    case '--debug-port':
      readAddress(command, value ?? next ?? '')
      return
    case '--disable-sigusr1':
      command.disablesSignal = true
      return
    default:
  }
}

function splitOnce(word: string): [string, string | undefined] {
  const at = word.indexOf('=')
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

/** `9230`, `127.0.0.1:9230`, `[::1]:9230` or `localhost`. */
function readAddress(command: NodeCommand, text: string): void {
  if (/^\d+$/.test(text)) {
    command.inspector.port = Number(text)
    return
  }
  const found = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(text)
  const host = found?.[1] ?? found?.[2]
  if (host) command.inspector.host = host
  if (found?.[3] !== undefined) command.inspector.port = Number(found[3])
}

/** The program's name without its folder and `.exe`. */
export function programName(path: string): string {
  const name = path.includes('\\') ? win32.basename(path) : posix.basename(path)
  return name.replace(/\.exe$/i, '')
}

/** The words as one line, quoted where a space would divide one. */
export function commandText(args: readonly string[]): string {
  return args.map((arg) => (/^[^\s"']+$/.test(arg) ? arg : JSON.stringify(arg))).join(' ')
}
