import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from '../failures.ts'

/** A thread of the target with an isolate of its own: the main one or a worker. */
export const threadSchema = z.object({
  /** `main`, or the worker's id. */
  id: z.string(),
  kind: z.enum(['main', 'worker']),
  /** `main thread`, or the worker's name or file. */
  title: z.string(),
})
export type Thread = z.infer<typeof threadSchema>

export const attachmentSchema = z.object({
  id: z.string(),
  /** For people: the script, else the command, else the address. */
  title: z.string(),
  by: z.enum(['inspector', 'pid', 'target', 'run']),
  targetId: z.string().optional(),
  pid: z.number().nullable(),
  host: z.string(),
  port: z.number(),
  command: z.string().nullable(),
  nodeVersion: z.string(),
  /** Pitwall opened the inspector and will close it when it detaches. */
  opensInspector: z.boolean(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('attached') }),
    z.object({
      kind: z.literal('lost'),
      at: z.number(),
      /** What happened, one sentence: it ended with status 1, it was restarted with another pid… */
      message: z.string(),
      hint: z.string().optional(),
      /** The same command or address answers again. */
      canReattach: z.boolean(),
    }),
  ]),
  threads: z.array(threadSchema),
  /** V8's limit of the main thread's heap. */
  heapLimitBytes: z.number(),
  attachedAt: z.number(),
  /** Last lines of a process that Pitwall started; empty for others. */
  output: z.array(z.string()),
})
export type Attachment = z.infer<typeof attachmentSchema>

export const attachInputSchema = z.discriminatedUnion('by', [
  /** Loopback only. */
  z.object({
    by: z.literal('inspector'),
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535),
  }),
  /** Opens the inspector by a signal where it is closed, once it is sure that it is Node. */
  z.object({ by: z.literal('pid'), pid: z.number().int().min(1) }),
  z.object({ by: z.literal('target'), targetId: z.string() }),
  /** Starts a process with its inspector on a free port; detaching ends it. No shell is involved. */
  z.object({
    by: z.literal('run'),
    /** Words as a shell would split them, quotes allowed. */
    command: z.string().min(1).max(10_000),
    cwd: z.string().optional(),
    env: z.record(z.string(), z.string()).optional(),
  }),
])
export type AttachInput = z.infer<typeof attachInputSchema>

const one = z.object({ id: z.string() })

export const attachments = {
  watch: procedure
    .route({ summary: 'What Pitwall is attached to: at once, then after each change' })
    .output(eventIterator(z.array(attachmentSchema))),
  open: procedure
    .route({ summary: 'Attach to a Node process; one that is attached already is answered as it is' })
    .input(attachInputSchema)
    .output(attachmentSchema),
  reattach: procedure
    .route({ summary: 'Attach again to a process that was lost and is back' })
    .input(one)
    .output(attachmentSchema),
  close: procedure
    .route({
      summary:
        'Detach: takes away what was put into the process, closes an inspector that Pitwall opened, ends a process that Pitwall started',
    })
    .input(one)
    .output(z.object({})),
}
