import { setTimeout as wait } from 'node:timers/promises'
import type { ExpectedCost } from '#shared/contract/redis/traces.ts'
import { throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { withRedis } from '../../connect/index.ts'
import type { RedisTarget } from '../../redis-target.ts'
import { COMMANDS_PER_LOOK, readCounters } from './server-counters.ts'

/**
 * Throughput that MONITOR took from a server that had all it could do, measured: with clients that
 * wait for each answer, and with clients that send many commands at once. A server that is busy for a
 * share u of its time then does 1 / (1 - loss) of the work for each command; what its clients get
 * shrinks only where that is more than the whole time.
 */
const LOSS_UNPIPELINED = 0.14
const LOSS_PIPELINED = 0.55
/** What a line of MONITOR has around the command itself: time, address, quotes. */
const BYTES_AROUND = 60
const WATCHED: Milliseconds = 1000

/**
 * What recording with MONITOR would cost a server at its present load. Looks with INFO for a second.
 *
 * @throws Failure of the connection, PERMISSION where INFO is forbidden, CANCELLED
 */
export async function expectedCost(
  target: RedisTarget,
  timeouts: { connectTimeoutMs: Milliseconds },
  signal?: AbortSignal,
): Promise<Omit<ExpectedCost, 'refusal'>> {
  return await withRedis(target, { timeouts, signal }, async ({ masters }) => {
    const looks = await Promise.all(
      masters.map(async (node) => {
        const before = await readCounters(node)
        await wait(WATCHED, undefined, signal ? { signal } : {}).catch(() => throwIfCancelled(signal))
        const after = await readCounters(node)
        const seconds = (after.at - before.at) / 1000
        return {
          commands: Math.max(0, (after.commands - before.commands - COMMANDS_PER_LOOK) / seconds),
          busy:
            after.cpuMs === undefined || before.cpuMs === undefined
              ? undefined
              : Math.min(1, (after.cpuMs - before.cpuMs) / 1000 / seconds),
          input: after.inputBytesPerSecond,
        }
      }),
    )
    const commands = looks.reduce((sum, look) => sum + look.commands, 0)
    const input = looks.reduce((sum, look) => sum + look.input, 0)
    const known = looks.every(({ busy }) => busy !== undefined)
    const busy = known ? Math.max(...looks.map((look) => look.busy ?? 1)) : undefined
    return costAt(commands, busy, input)
  })
}

/** @param busy share of its time that the busiest server is at work; undefined: not known */
export function costAt(
  commandsPerSecond: number,
  busy: number | undefined,
  inputBytesPerSecond: number,
): Omit<ExpectedCost, 'refusal'> {
  const lowPercent = lossAt(busy ?? 1, LOSS_UNPIPELINED)
  const highPercent = lossAt(busy ?? 1, LOSS_PIPELINED)
  const measured =
    'On a server with all it could do, MONITOR took 14 % of the throughput from clients that wait for each answer and 55 % from clients that pipeline.'
  const rate = `${Math.round(commandsPerSecond).toLocaleString('en-US')} commands a second`
  const now =
    busy === undefined
      ? `This one does ${rate} now; how busy it is it does not tell, so expect up to as much.`
      : highPercent === 0
        ? `This one does ${rate} now and is busy for ${percent(busy)} of the time, so it has room for it; each answer gets a little later.`
        : `This one does ${rate} now and is busy for ${percent(busy)} of the time: expect ${lowPercent} to ${highPercent} % less throughput.`
  return {
    commandsPerSecond,
    lowPercent,
    highPercent,
    bytesPerSecond: Math.round(inputBytesPerSecond + commandsPerSecond * BYTES_AROUND),
    message: `${measured} ${now}`,
  }
}

/** In percent. */
function lossAt(busy: number, lossWhenFull: number): number {
  const wanted = busy / (1 - lossWhenFull)
  return wanted <= 1 ? 0 : Math.round(100 * (1 - 1 / wanted))
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
