import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { evaluateIn, type Inspector } from '../inspector/index.ts'

const claimSchema = z.object({ pid: z.number(), birth: z.string(), debugPort: z.number() })
/** Which workbench opened the inspector of the process, and the port it had before. */
export type Claim = z.infer<typeof claimSchema>

const identitySchema = z.object({
  pid: z.number(),
  version: z.string(),
  /** When it started, of its own clock; with the pid it names the process. */
  startedAt: z.number(),
  execPath: z.string(),
  execArgs: z.array(z.string()),
  args: z.array(z.string()),
  cwd: z.string(),
  platform: z.string(),
  heapLimitBytes: z.number(),
  debugPort: z.number(),
  /** `deno`, `bun` or the like, where it only behaves as Node. */
  otherRuntime: z.string().nullable(),
  claim: claimSchema.nullable(),
})
export type Identity = z.infer<typeof identitySchema>

/** Where a workbench leaves its claim: a name that nobody else has. */
export const CLAIM = 'pitwall.inspector'

/** Runs in the target. */
function identify(builtin: typeof process.getBuiltinModule, claim: string) {
  const { performance } = builtin('node:perf_hooks')
  const { versions } = process
  let cwd = ''
  try {
    cwd = process.cwd()
  } catch {
    // It was removed.
  }
  return {
    pid: process.pid,
    version: versions.node,
    startedAt: performance.timeOrigin,
    execPath: process.execPath,
    execArgs: process.execArgv,
    args: process.argv,
    cwd,
    platform: process.platform,
    heapLimitBytes: builtin('node:v8').getHeapStatistics().heap_size_limit,
    debugPort: process.debugPort,
    otherRuntime: ['deno', 'bun'].find((name) => versions[name] !== undefined) ?? null,
    claim: Reflect.get(globalThis, Symbol.for(claim)) ?? null,
  }
}

/**
 * Asks the process who it is.
 *
 * @throws Failure TIMEOUT where it does not answer, REFUSED where it waits for a debugger, UNSUPPORTED
 */
export async function readIdentity(
  inspector: Inspector,
  timeoutMs: Milliseconds,
  signal?: AbortSignal,
): Promise<Identity> {
  const identity = await ask(inspector, timeoutMs, signal)
  if (identity.otherRuntime !== null) {
    throw new Failure('UNSUPPORTED', `Process ${identity.pid} is ${identity.otherRuntime}, not Node.`, {
      hint: 'Pitwall knows Node 18 to 24.',
    })
  }
  return identity
}

/** Before its first line there is no `process` yet, or in Node 18 one whose modules are not ready. */
const notBegun = /process is not defined|testEnabled is not a function/

async function ask(inspector: Inspector, timeoutMs: Milliseconds, signal?: AbortSignal): Promise<Identity> {
  try {
    return await evaluateIn(inspector, identitySchema, identify.toString(), [CLAIM], { timeoutMs, signal })
  } catch (error) {
    const isEarly = error instanceof Failure && notBegun.test(error.message)
    throw isEarly ? waitsForDebugger() : error
  }
}

export function waitsForDebugger(): Failure {
  return new Failure(
    'REFUSED',
    'The process waits for a debugger to let it run (--inspect-brk or --inspect-wait): there is nothing to see yet.',
    { hint: 'Let it run from your debugger, or start it with --inspect instead.' },
  )
}
