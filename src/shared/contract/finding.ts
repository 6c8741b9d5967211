import * as z from 'zod'
import { severitySchema } from './plan.ts'

/** A statement with values for its parameters, as text or null. */
export const runnableSchema = z.object({
  sql: z.string().max(10_000_000),
  parameters: z.array(z.string().nullable()).optional(),
})
export type Runnable = z.infer<typeof runnableSchema>

/** A change that would cure a finding: one click opens its preview. */
export const proposalSchema = z.object({
  /** `Create the index`, `Analyze events`: what the button says. */
  title: z.string(),
  /** The exact statement, one that can be applied: SQL, or for Redis a command or `EACH`. */
  sql: z.string(),
  /** Statements to measure before and after, where it is known which are affected. */
  affected: z.array(runnableSchema).optional(),
})
export type Proposal = z.infer<typeof proposalSchema>

/** Something seen on a server that costs time, memory or safety, with its evidence. */
export const findingSchema = z.object({
  /** The same for the same thing seen again: kind and subject. */
  id: z.string(),
  /** Stable name of the rule: `deep-offset`, `duplicate-index`… */
  kind: z.string(),
  severity: severitySchema,
  title: z.string(),
  /** The evidence in a sentence or two, with figures. */
  detail: z.string(),
  /** What to do about it, an instruction where no change is offered. */
  advice: z.string(),
  /** What it is about. A statement's name is its id in the list of statements. */
  subject: z
    .object({
      kind: z.enum([
        'statement',
        'table',
        'index',
        'column',
        'sequence',
        'setting',
        'backend',
        'role',
        'server',
        'key',
        'namespace',
        'command',
        'client',
      ]),
      name: z.string(),
    })
    .optional(),
  /** The figures behind it, each formatted with its unit. */
  evidence: z.array(z.object({ label: z.string(), value: z.string() })),
  /** The query that shows the evidence; runs as it is. */
  evidenceSql: z.string().optional(),
  /** The statement as it should be written: the keyset form, the join, the materialised view's reader. */
  rewrite: z.object({ title: z.string(), sql: z.string(), note: z.string().optional() }).optional(),
  proposals: z.array(proposalSchema),
})
export type Finding = z.infer<typeof findingSchema>

/** Something that could not be seen or done for want of a right, an extension or a setting. */
export const limitationSchema = z.object({
  /** One sentence: what is missing from the answer. */
  message: z.string(),
  /** How to get it: the setting, the grant. */
  hint: z.string(),
  /** A change that lifts it, where Pitwall can make one. */
  proposals: z.array(proposalSchema),
})
export type Limitation = z.infer<typeof limitationSchema>
