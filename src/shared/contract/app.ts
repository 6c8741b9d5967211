import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from './failures.ts'

/** Something the user should know about the workbench itself, such as a settings file set aside. */
export const noticeSchema = z.object({
  id: z.string(),
  level: z.enum(['info', 'warning']),
  message: z.string(),
  hint: z.string().optional(),
})
export type Notice = z.infer<typeof noticeSchema>

export const appInfoSchema = z.object({
  version: z.string(),
  shell: z.enum(['desktop', 'browser', 'terminal']),
  platform: z.string(),
  nodeVersion: z.string(),
  electronVersion: z.string().optional(),
  /** The user-data folder. */
  home: z.string(),
  /** Where saved passwords go; `memory` means they are forgotten when the workbench stops. */
  secretStorage: z.object({ kind: z.enum(['keychain', 'memory']), reason: z.string().optional() }),
  notices: z.array(noticeSchema),
})
export type AppInfo = z.infer<typeof appInfoSchema>

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** How long a connection attempt may take. */
  connectTimeoutMs: z.number().int().min(100).max(600_000),
  /** `statement_timeout` of statements that Pitwall runs for the user. */
  statementTimeoutMs: z.number().int().min(100).max(86_400_000),
  /** `lock_timeout` of the same. */
  lockTimeoutMs: z.number().int().min(10).max(600_000),
  /** Command that opens a source location: words with {file}, {line}, {column}; empty: none, it is copied. */
  editor: z.string().max(1_000),
  /** Keys the user chose, by command id; a command that is not named keeps its own. */
  keys: z.record(z.string(), z.string()),
})
export type Settings = z.infer<typeof settingsSchema>

const settingsPatchSchema = settingsSchema.partial()
/** Some settings; those that are absent stay as they are. */
export type SettingsPatch = z.infer<typeof settingsPatchSchema>

export const jobSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** The target it works on, as shown to people. */
  target: z.string().optional(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  startedAt: z.number(),
  elapsedMs: z.number(),
  /** What it is doing now, or how it ended. */
  message: z.string().optional(),
  progress: z
    .object({
      done: z.number(),
      total: z.number().optional(),
      unit: z.string(),
      perSecond: z.number().optional(),
      remainingMs: z.number().optional(),
    })
    .optional(),
})
export type Job = z.infer<typeof jobSchema>

export const app = {
  info: procedure
    .route({ summary: 'What this workbench is and where it keeps its data' })
    .output(appInfoSchema),
  dismissNotice: procedure
    .route({ summary: 'Remove a notice' })
    .input(z.object({ id: z.string() }))
    .output(z.object({})),
}

export const settings = {
  get: procedure.route({ summary: 'All settings' }).output(settingsSchema),
  update: procedure
    .route({ summary: 'Change some settings; answers with all of them' })
    .input(settingsPatchSchema)
    .output(settingsSchema),
}

export const jobs = {
  watch: procedure
    .route({
      summary: 'Running and lately ended jobs: at once, then after each change, at most ten times a second',
    })
    .output(eventIterator(z.array(jobSchema))),
  cancel: procedure
    .route({ summary: 'Cancel a running job' })
    .input(z.object({ id: z.string() }))
    .output(z.object({})),
  clear: procedure.route({ summary: 'Forget the jobs that have ended' }).output(z.object({})),
}
