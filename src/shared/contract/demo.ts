import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from './failures.ts'

/** A planted problem that one click shows. */
export const demoExampleSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** What is wrong, one sentence. */
  problem: z.string(),
  targetId: z.string(),
  sql: z.string(),
})
export type DemoExample = z.infer<typeof demoExampleSchema>

export const demoStatusSchema = z.object({
  state: z.enum(['stopped', 'starting', 'running', 'stopping', 'failed']),
  /** What it is doing, or why it failed. */
  message: z.string(),
  hint: z.string().optional(),
  /** Steps done and to do while starting. */
  progress: z.object({ done: z.number(), total: z.number() }).optional(),
  environmentId: z.string().optional(),
  examples: z.array(demoExampleSchema),
  /** Parts that this machine cannot run, one sentence each with the command that would help. */
  missing: z.array(z.string()),
})
export type DemoStatus = z.infer<typeof demoStatusSchema>

export const demo = {
  watch: procedure
    .route({ summary: "The demo environment's state: at once, then after each change" })
    .output(eventIterator(demoStatusSchema)),
  start: procedure
    .route({ summary: 'Start the demo environment; `watch` tells how it goes' })
    .output(z.object({})),
  stop: procedure.route({ summary: 'Stop it; its data is kept for the next start' }).output(z.object({})),
}
