import type { ResolvedTarget } from '#main/environments/index.ts'
import type { HttpAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { RedisTarget } from '../redis-target.ts'

/**
 * Lets the reads of a warm-up be sent, or throws REFUSED. They are a load: to another machine than
 * this one only after the environment's name was typed. Through HTTP they also fill the cache, so an
 * environment that is read-only refuses them. Facts as of `allowChange`, for the same dialog.
 */
export function allowWarmUp(
  redis: RedisTarget,
  http: ResolvedTarget<HttpAddress> | undefined,
  confirmation: string | undefined,
): void {
  if (!http) {
    const { name, guard } = redis.environment
    // Reads change nothing, so a read-only environment is asked for as any other.
    if (guard !== 'open' && !isLoopback(redis.address.host)) askFor(name, guard, confirmation)
    return
  }
  for (const { environment } of [http, redis]) {
    if (environment.guard !== 'read-only') continue
    throw new Failure(
      'REFUSED',
      `${environment.name} is read-only: no load is sent there, and its cache is not filled.`,
      {
        hint: 'Warm up another environment, or replay the reads against Redis, which changes nothing.',
        facts: { guard: environment.guard, environment: environment.name },
      },
    )
  }
  const { name, guard } = http.environment
  if (!isLoopback(new URL(http.address.url).hostname)) askFor(name, guard, confirmation)
}

function askFor(name: string, guard: string, confirmation: string | undefined): void {
  if (confirmation === name) return
  throw new Failure('REFUSED', `${name} asks for its name before load is sent to another machine.`, {
    hint: `Type "${name}" to confirm.`,
    facts: { guard, environment: name, needs: 'confirmation' },
  })
}

/** This machine, by its address: other names may lead anywhere. */
function isLoopback(host: string): boolean {
  // A path is a Unix socket's.
  return host.startsWith('/') || /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}
