import type { ResolvedTarget } from '#main/environments/index.ts'
import { Failure } from '#shared/failure.ts'

/**
 * Lets MONITOR run on a target, or throws REFUSED. It changes nothing, so a read-only environment does
 * not forbid it; but it takes throughput from everybody there (measured: 14 % from clients that wait
 * for each answer, 55 % from those that pipeline, on a busy server), so every environment that is not
 * open has its name typed first. Facts as of `allowChange`, for the same dialog.
 */
export function allowMonitor(
  { environment: { name, guard } }: ResolvedTarget,
  confirmation: string | undefined,
): void {
  if (guard === 'open' || confirmation === name) return
  throw new Failure('REFUSED', `${name} asks for its name before MONITOR runs there: it slows the server.`, {
    hint: `Type "${name}" to confirm, or record statistics instead, which cost nothing to speak of.`,
    facts: { guard, environment: name, needs: 'confirmation' },
  })
}
