import * as z from 'zod'
import { procedure } from './failures.ts'

/** What may be changed in an environment. Enforced in the main process. */
export const guardSchema = z.enum(['open', 'confirm', 'read-only'])
export type Guard = z.infer<typeof guardSchema>

const portSchema = z.number().int().min(1).max(65_535)

export const tlsSchema = z.object({
  /** As libpq's sslmode. `prefer` falls back to plain text where the server has no TLS. */
  mode: z.enum(['disable', 'prefer', 'require', 'verify-ca', 'verify-full']),
  /** PEM file of the certificate authority; the system's own where absent. */
  caFile: z.string().optional(),
  /** PEM files of the client's own certificate and key, where the server wants them; both or none. */
  certFile: z.string().optional(),
  keyFile: z.string().optional(),
})
export type Tls = z.infer<typeof tlsSchema>

export const postgresAddressSchema = z.object({
  kind: z.literal('postgres'),
  /** Host name, address, or the folder of a Unix socket (begins with `/`). */
  host: z.string().min(1),
  port: portSchema,
  database: z.string().min(1),
  user: z.string().min(1),
  tls: tlsSchema,
})
export type PostgresAddress = z.infer<typeof postgresAddressSchema>

export const redisAddressSchema = z.object({
  kind: z.literal('redis'),
  /** Host name, address, or the path of a Unix socket (begins with `/`). */
  host: z.string().min(1),
  port: portSchema,
  database: z.number().int().min(0).max(65_535),
  user: z.string().optional(),
  tls: tlsSchema,
  /** Host and port are a Sentinel's, which is asked where the master of this name is. */
  sentinel: z
    .object({
      master: z.string().min(1),
      /** More Sentinels of the same group, tried in turn. */
      others: z.array(z.object({ host: z.string().min(1), port: portSchema })).max(20),
    })
    .optional(),
})
export type RedisAddress = z.infer<typeof redisAddressSchema>

export const httpAddressSchema = z.object({
  kind: z.literal('http'),
  /** `http://` or `https://` with an optional base path. */
  url: z.url({ protocol: /^https?$/ }),
})
export type HttpAddress = z.infer<typeof httpAddressSchema>

export const nodeAddressSchema = z.object({
  kind: z.literal('node'),
  /** Where the inspector listens: loopback or the near end of a tunnel. */
  host: z.string().min(1),
  port: portSchema,
})
export type NodeAddress = z.infer<typeof nodeAddressSchema>

export const addressSchema = z.discriminatedUnion('kind', [
  postgresAddressSchema,
  redisAddressSchema,
  httpAddressSchema,
  nodeAddressSchema,
])
export type Address = z.infer<typeof addressSchema>
export type TargetKind = Address['kind']

/** Where a password comes from, as the renderer may know it. The password itself never leaves main. */
export const secretStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** In the system's key store. */
  z.object({ kind: z.literal('saved') }),
  /** In memory until the workbench stops; `present` is false after a restart. */
  z.object({ kind: z.literal('session'), present: z.boolean() }),
  /** Read from an environment variable of the workbench's process. */
  z.object({ kind: z.literal('variable'), name: z.string(), present: z.boolean() }),
])
export type SecretState = z.infer<typeof secretStateSchema>

/** What to do with a target's password when it is saved or tested. */
export const secretInputSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** Leave it as it is stored for `targetId` (the target edited or duplicated). */
  z.object({ kind: z.literal('keep'), targetId: z.string() }),
  /** `save` puts it into the system's key store, where there is one. */
  z.object({ kind: z.literal('value'), value: z.string(), save: z.boolean() }),
  z.object({ kind: z.literal('variable'), name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }),
  /** The password that discovery found with this candidate. */
  z.object({ kind: z.literal('candidate'), candidateId: z.string(), save: z.boolean() }),
])
export type SecretInput = z.infer<typeof secretInputSchema>

export const targetSchema = z.object({
  id: z.string(),
  environmentId: z.string(),
  name: z.string(),
  address: addressSchema,
  secret: secretStateSchema,
})
export type Target = z.infer<typeof targetSchema>

export const targetDraftSchema = z.object({
  name: z.string().trim().min(1).max(100),
  address: addressSchema,
  secret: secretInputSchema,
})
export type TargetDraft = z.infer<typeof targetDraftSchema>

export const environmentSchema = z.object({
  id: z.string(),
  name: z.string(),
  guard: guardSchema,
  /** `demo` is made and removed by the demo; its targets cannot be edited. */
  origin: z.enum(['user', 'demo']),
  targets: z.array(targetSchema),
})
export type Environment = z.infer<typeof environmentSchema>

const environmentName = z.string().trim().min(1).max(100)

/** One step of a connection attempt, in the order they happen. */
export const connectionStepSchema = z.object({
  step: z.enum(['resolve', 'connect', 'tls', 'authenticate', 'open', 'version']),
  status: z.enum(['ok', 'failed', 'skipped', 'warning']),
  /** What happened, one sentence. */
  detail: z.string(),
  elapsedMs: z.number(),
})
export type ConnectionStep = z.infer<typeof connectionStepSchema>

export const diagnosisSchema = z.object({
  ok: z.boolean(),
  steps: z.array(connectionStepSchema),
  /** The result in one sentence. */
  message: z.string(),
  /** What to try when it is not ok, or worth knowing when it is. */
  hint: z.string().optional(),
  serverVersion: z.string().optional(),
})
export type Diagnosis = z.infer<typeof diagnosisSchema>

/** A target found in a text, a file or the process's environment, not yet in an environment. */
export const candidateSchema = z.object({
  id: z.string(),
  name: z.string(),
  address: addressSchema,
  /** A password was found with it (kept in main), or a `${VAR}` that names one. */
  secret: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('found') }),
    z.object({ kind: z.literal('variable'), name: z.string(), present: z.boolean() }),
  ]),
  /** Where it was found, for people: `.env, DATABASE_URL` or `docker-compose.yml, service db`. */
  origin: z.string(),
  /** The environment that a `pitwall.yaml` puts it in. */
  environment: z.object({ name: z.string(), guard: guardSchema }).optional(),
})
export type Candidate = z.infer<typeof candidateSchema>

export const discoverySchema = z.object({
  candidates: z.array(candidateSchema),
  /** What was recognised but could not be used, one sentence each. */
  problems: z.array(z.string()),
})
export type Discovery = z.infer<typeof discoverySchema>

export const environments = {
  list: procedure
    .route({ summary: 'All environments with their targets' })
    .output(z.array(environmentSchema)),
  create: procedure
    .route({ summary: 'Make an environment' })
    .input(z.object({ name: environmentName, guard: guardSchema }))
    .output(environmentSchema),
  update: procedure
    .route({ summary: 'Rename an environment or change its guard' })
    .input(z.object({ id: z.string(), name: environmentName.optional(), guard: guardSchema.optional() }))
    .output(environmentSchema),
  duplicate: procedure
    .route({ summary: 'Copy an environment with its targets' })
    .input(z.object({ id: z.string(), name: environmentName }))
    .output(environmentSchema),
  remove: procedure
    .route({ summary: 'Remove an environment and its targets from Pitwall' })
    .input(z.object({ id: z.string() }))
    .output(z.object({})),
}

export const targets = {
  create: procedure
    .route({ summary: 'Add a target to an environment' })
    .input(z.object({ environmentId: z.string(), target: targetDraftSchema }))
    .output(targetSchema),
  update: procedure
    .route({ summary: 'Change a target' })
    .input(z.object({ id: z.string(), target: targetDraftSchema }))
    .output(targetSchema),
  duplicate: procedure
    .route({ summary: 'Copy a target inside its environment' })
    .input(z.object({ id: z.string(), name: z.string().trim().min(1).max(100) }))
    .output(targetSchema),
  remove: procedure
    .route({ summary: 'Remove a target' })
    .input(z.object({ id: z.string() }))
    .output(z.object({})),
  test: procedure
    .route({ summary: 'Try to connect, step by step, and say what is wrong' })
    .input(z.object({ address: addressSchema, secret: secretInputSchema }))
    .output(diagnosisSchema),
}

export const discovery = {
  readText: procedure
    .route({
      summary:
        'Targets named in a pasted text: a URL, .env, .pgpass, pg_service.conf, compose or pitwall.yaml',
    })
    .input(z.object({ text: z.string().max(1_000_000) }))
    .output(discoverySchema),
  readFolder: procedure
    .route({ summary: "Targets named in the files of a project's folder" })
    .input(z.object({ folder: z.string().min(1) }))
    .output(discoverySchema),
  readMachine: procedure
    .route({
      summary: "Targets named by this machine's environment variables, ~/.pgpass and ~/.pg_service.conf",
    })
    .output(discoverySchema),
}
