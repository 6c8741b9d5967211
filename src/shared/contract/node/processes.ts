import * as z from 'zod'
import { procedure } from '../failures.ts'

const listeningSchema = z.object({ host: z.string(), port: z.number() })

/** A Node process of this machine, as the system tells of it; nothing was sent to it but a look at its inspector. */
export const nodeProcessSchema = z.object({
  pid: z.number(),
  /** The command line, arguments joined by spaces. */
  command: z.string(),
  /** The script it runs, where the command line names one. */
  script: z.string().nullable(),
  /** Null where the system does not tell (another user's process). */
  cwd: z.string().nullable(),
  startedAt: z.number().nullable(),
  residentBytes: z.number().nullable(),
  /** TCP ports it listens on, its inspector's left out. */
  ports: z.array(listeningSchema),
  inspector: z.discriminatedUnion('state', [
    z.object({ state: z.literal('open'), host: z.string(), port: z.number() }),
    /** It can be opened by a signal. */
    z.object({ state: z.literal('closed') }),
    /** Why it cannot, one sentence: `--disable-sigusr1`, another user's, no handler yet. */
    z.object({ state: z.literal('refused'), reason: z.string() }),
  ]),
  /** It is the workbench's own, such as the demo's service. */
  ours: z.boolean(),
})
export type NodeProcess = z.infer<typeof nodeProcessSchema>

export const processes = {
  list: procedure.route({ summary: 'The Node processes of this machine' }).output(
    z.object({
      processes: z.array(nodeProcessSchema),
      /** What could not be seen, one sentence each. */
      limitations: z.array(z.string()),
    }),
  ),
}
