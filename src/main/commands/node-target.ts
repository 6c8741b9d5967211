import type { Command } from 'commander'
import type { Attachment, AttachInput } from '#shared/contract/node/attachments.ts'
import { Failure } from '#shared/failure.ts'
import { type AttachmentsRoom, createAttachments } from '../node/attachments/index.ts'
import type { Terminal } from './command.ts'

/** What {@link nodeOption} adds to a command's options. */
export interface NodeOptions {
  inspect?: string
  pid?: string
}

/** Adds `--inspect HOST:PORT` and `--pid N` to a command that works on a Node process. */
export function nodeOption(command: Command): Command {
  return command
    .option(
      '--inspect <host:port>',
      'the process whose inspector listens there: on this machine, or a tunnel',
    )
    .option('--pid <number>', 'the process with this number; its inspector is opened, and closed afterwards')
}

/**
 * Attaches to the process of `--inspect` or `--pid` for as long as the work takes, and leaves it as it
 * was.
 *
 * @throws Failure BAD_INPUT where neither or both are given, and what attaching and the work throw
 */
export async function withNodeProcess<T>(
  options: NodeOptions,
  terminal: Terminal,
  work: (attachments: AttachmentsRoom, attachment: Attachment) => Promise<T>,
): Promise<T> {
  const input = attachInputOf(options)
  const attachments = createAttachments({
    resolveTarget: async (targetId) =>
      await Promise.reject(new Failure('NOT_FOUND', `There is no target ${targetId} in the terminal.`)),
  })
  try {
    const attachment = await attachments.open(input, { signal: terminal.signal })
    const result = await work(attachments, attachment)
    // One that cannot be closed yet is told; in the way of another failure it is not.
    await attachments.close(attachment.id)
    return result
  } finally {
    await attachments.closeAll()
  }
}

const example = 'For example --inspect 127.0.0.1:9229, or --pid 4711.'

function attachInputOf({ inspect, pid }: NodeOptions): AttachInput {
  if ((inspect === undefined) === (pid === undefined)) {
    throw new Failure('BAD_INPUT', 'Say which process: either --inspect HOST:PORT or --pid NUMBER.', {
      hint: example,
    })
  }
  if (pid !== undefined) {
    const number = Number(pid)
    if (Number.isInteger(number) && number >= 1) return { by: 'pid', pid: number }
    throw new Failure('BAD_INPUT', `--pid is the number of a process, not ${pid}.`, { hint: example })
  }
  return { by: 'inspector', ...placeOf(inspect ?? '') }
}

/** `9229`, `localhost:9229`, `[::1]:9229`, and the address that Node prints, `ws://127.0.0.1:9229/…`. */
function placeOf(text: string): { host: string; port: number } {
  const url = URL.parse(
    /^\w+:\/\//.test(text) ? text : `ws://${/^\d+$/.test(text) ? '127.0.0.1:' : ''}${text}`,
  )
  const port = Number(url?.port)
  if (url && url.hostname !== '' && port >= 1) return { host: url.hostname.replaceAll(/^\[|\]$/g, ''), port }
  throw new Failure('BAD_INPUT', `--inspect is an address with a port, not ${text}.`, { hint: example })
}
