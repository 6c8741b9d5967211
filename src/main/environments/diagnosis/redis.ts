import type { RedisAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Deadline } from '../clients/deadline.ts'
import { placeName, type Place } from '../clients/network.ts'
import { openRedis, type RedisClient } from '../clients/redis.ts'
import { CLUSTER_SLOTS, readClusterSlots, reachMaster } from '../clients/redis-cluster.ts'
import { placeOfRedis } from '../clients/redis-failure.ts'
import { askIfAllowed, authenticate, selectDatabase } from '../clients/redis-login.ts'
import { readProduct, type RedisProduct } from '../clients/redis-product.ts'
import { findMaster } from '../clients/redis-sentinel.ts'
import type { Stages } from '../clients/stages.ts'
import { namingStrangers, type Attempt, type Outcome } from './attempt.ts'
import { mistakenFor, type Speaker } from './probe.ts'

export async function diagnoseRedis(
  target: RedisAddress,
  password: string | undefined,
  attempt: Attempt,
): Promise<Outcome> {
  const { deadline } = attempt
  const { address, stages } = await behindSentinels(target, password, attempt)
  const place = placeOfRedis(address)
  const opened: RedisClient[] = []
  const open = async (at: RedisAddress, within: Deadline, told?: Stages) => {
    const client = await openRedis(at, within, told)
    opened.push(client)
    return client
  }
  try {
    const { client, warning } = await namingStrangers(
      attempt,
      place,
      ['tls', 'authenticate'],
      (speaker) => judge(speaker, address, place),
      async () => {
        const client = await open(address, deadline, stages)
        const warning = await stages.run(
          'authenticate',
          async () => await authenticate(client.ask, address, password),
          (found) => (found === undefined ? loggedIn(address, password) : { warning: found }),
        )
        return { client, warning }
      },
    )
    await stages.run(
      'open',
      async () => {
        await selectDatabase(client.ask, address)
        await askIfAllowed(client.ask, 'PING')
      },
      () => `Database ${address.database} answers.`,
    )
    const product = await stages.run('version', async () => await readProduct(client.ask), describeProduct)
    const cluster =
      product.mode === 'cluster'
        ? await stages.run(
            'open',
            async () => await reachMasters(client, address, password, deadline, open),
            ({ message, hint }) => (hint === undefined ? message : { warning: hint }),
          )
        : undefined
    const version = product.version === undefined ? '' : ` ${product.version}`
    return {
      message: `Connected to ${product.name}${version}, ${cluster?.what ?? `database ${address.database}`}.`,
      hint: warning ?? cluster?.hint ?? warningOf(product),
      serverVersion: product.version,
    }
  } finally {
    for (const client of opened) client.close()
  }
}

/** The address of the master, and stages that tell from whom it is. */
async function behindSentinels(
  target: RedisAddress,
  password: string | undefined,
  { deadline, stages }: Attempt,
): Promise<{ address: RedisAddress; stages: Stages }> {
  const { sentinel } = target
  if (sentinel === undefined) return { address: target, stages }
  const says = (address: RedisAddress) =>
    `The Sentinel names ${placeName(address)} as the master of ${sentinel.master}.`
  const address = await stages.run('resolve', async () => await findMaster(target, password, deadline), says)
  return {
    address,
    stages: {
      // The master's own name has just been looked up, and what the Sentinel said is to stay.
      run: async (stage, work, report) =>
        stage === 'resolve' ? await work() : await stages.run(stage, work, report),
    },
  }
}

function judge(speaker: Speaker, address: RedisAddress, place: Place): Failure | undefined {
  const wantsTls = address.tls.mode !== 'disable' && address.tls.mode !== 'prefer'
  if (speaker === 'Redis') {
    if (!wantsTls) return undefined
    return new Failure(
      'TLS',
      `Redis at ${placeName(place)} has no TLS on this port, and the mode is "${address.tls.mode}".`,
      {
        hint: 'Use the mode "disable" (redis:// instead of rediss://), or the port with TLS.',
      },
    )
  }
  if (speaker === 'TLS') {
    if (wantsTls) return undefined
    return new Failure('TLS', mistakenFor(place, speaker), {
      hint: 'Use the TLS mode "verify-full" or "require" (rediss:// instead of redis://).',
    })
  }
  return new Failure('UNSUPPORTED', mistakenFor(place, speaker), { hint: 'Check the port.' })
}

function loggedIn(address: RedisAddress, password: string | undefined): string {
  if (password === undefined) return 'No password is wanted.'
  return `Logged in as ${address.user ?? 'the default user'}.`
}

function describeProduct(product: RedisProduct): string | { warning: string } {
  const warning = warningOf(product)
  return warning === undefined ? `${product.name} ${product.version ?? ''}.` : { warning }
}

function warningOf({ mode, hasInfo, version }: RedisProduct): string | undefined {
  if (mode === 'sentinel') {
    return 'This is a Sentinel and holds no keys: turn Sentinel on for this target, with the name of its master.'
  }
  if (hasInfo) return undefined
  return version === undefined
    ? 'This user may not call INFO, so the version is not known and the check-up sees little (ACL SETUSER … +info).'
    : 'This user may not call INFO: the check-up sees little (ACL SETUSER … +info).'
}

/** Whether every master of the cluster takes this login, as all of them are used. */
async function reachMasters(
  client: RedisClient,
  address: RedisAddress,
  password: string | undefined,
  deadline: Deadline,
  open: (at: RedisAddress, within: Deadline) => Promise<RedisClient>,
): Promise<{ what: string; message: string; hint?: string }> {
  let slots: unknown
  try {
    slots = await client.ask('CLUSTER', 'SLOTS')
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'PERMISSION') throw error
    const hint =
      'This user may not call CLUSTER SLOTS, so only this one node of the cluster is used (ACL SETUSER … +cluster|slots, before Redis 7 +cluster).'
    return { what: 'one node of a cluster', message: hint, hint }
  }
  const masters = readClusterSlots(slots)
  for (const master of masters) {
    await reachMaster(master, address, deadline, async (at, within) => {
      const { ask, close } = await open(at, within)
      await authenticate(ask, at, password)
      return { id: async () => String(await ask('CLUSTER', 'MYID')), close }
    })
  }
  const count = masters.length === 1 ? 'one master' : `${masters.length} masters`
  const what = `a cluster of ${count}`
  const message =
    masters.length === 1 ? 'Its one master answers.' : `All ${masters.length} masters of the cluster answer.`
  const served = masters.flatMap(({ ranges }) => ranges).reduce((sum, [from, to]) => sum + to - from + 1, 0)
  if (served === CLUSTER_SLOTS) return { what, message }
  const hint = `${message} ${CLUSTER_SLOTS - served} of its ${CLUSTER_SLOTS} slots are served by nobody (CLUSTER INFO).`
  return { what, message, hint }
}
