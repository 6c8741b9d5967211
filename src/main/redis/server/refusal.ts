import type { Limitation } from '#shared/contract/finding.ts'
import type { ReplyError } from '../resp/index.ts'
import { limitation } from './section.ts'

/** Commands whose second word is a command of its own to the ACL. */
const containers = new Set([
  'ACL',
  'CLIENT',
  'CLUSTER',
  'COMMAND',
  'CONFIG',
  'FUNCTION',
  'LATENCY',
  'MEMORY',
  'SCRIPT',
  'SLOWLOG',
])

/** What is missing because a command was refused, and how it is had: the right, where it is a right. */
export function refusalOf(
  missing: string,
  command: readonly string[],
  error: ReplyError,
  user: string,
): Limitation {
  const name = nameOf(command)
  if (error.code === 'NOPERM') {
    return limitation(
      `${missing} cannot be seen: the user ${user} may not call ${name}.`,
      `An administrator may run: ACL SETUSER ${user} ${rightOf(command)}`,
    )
  }
  if (/unknown (sub)?command|unknown subcommand|wrong number of arguments/i.test(error.message)) {
    return limitation(
      `${missing} cannot be seen: the server does not have ${name}, or has it turned off.`,
      'Managed services turn some commands off, an administrator may have renamed it (rename-command), and older servers lack it.',
    )
  }
  return limitation(
    `${missing} cannot be seen: the server refused ${name} (${error.code}).`,
    'Look into the log of the server.',
  )
}

function nameOf(command: readonly string[]): string {
  return command.slice(0, isContainer(command) ? 2 : 1).join(' ')
}

function rightOf(command: readonly string[]): string {
  return `+${command
    .slice(0, isContainer(command) ? 2 : 1)
    .join('|')
    .toLowerCase()}`
}

function isContainer([first = '']: readonly string[]): boolean {
  return containers.has(first)
}
