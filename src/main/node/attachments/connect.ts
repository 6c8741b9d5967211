import type { AttachInput } from '#shared/contract/node/attachments.ts'
import { Failure } from '#shared/failure.ts'
import type { ResolvedTarget } from '../../environments/index.ts'
import type { InspectorPlace } from '../inspector/index.ts'
import { openInspectorOf } from '../processes/index.ts'
import { chooseInspector } from './choose-inspector.ts'
import { claimInspector, closeAgain, isOurs, moveInspector } from './claim.ts'
import { type Connected, findLocal } from './held.ts'
import { type Link, openLink, type LinkOptions } from './link.ts'
import { startCommand, type StartedCommand } from './start-command.ts'

/** An inspector that listens already. One that a workbench left open, which was killed, becomes this one's. */
export async function connectTo(place: InspectorPlace, options: LinkOptions): Promise<Connected> {
  return await settle(await openLink(place, options))
}

async function settle(link: Link, started?: StartedCommand): Promise<Connected> {
  const { claim } = link.identity
  const debugPort = claim !== null && (await isOurs(claim)) ? claim.debugPort : undefined
  if (debugPort !== undefined) await claimInspector(link, debugPort)
  return { link, local: await findLocal(link.identity), debugPort, started }
}

/** One after the other: until it has moved, each needs Node's one port. */
let lastByPid: Promise<unknown> = Promise.resolve()

/** A running process, whose inspector is opened where it is closed. */
export async function connectToPid(pid: number, options: LinkOptions): Promise<Connected> {
  const turn = lastByPid.then(async () => await openByPid(pid, options))
  lastByPid = turn.catch(() => {})
  return await turn
}

async function openByPid(pid: number, options: LinkOptions): Promise<Connected> {
  const { wasOpened, ...place } = await openInspectorOf(pid, { signal: options.signal })
  if (!wasOpened) return await settle(await openLink(place, options))
  const link = await openOrClose(place, options)
  const { debugPort } = link.identity
  await claimInspector(link, debugPort)
  const moved = debugPort === place.port ? await moveInspector(link, options) : link
  return { link: moved, local: await findLocal(moved.identity), debugPort, started: undefined }
}

/** Nothing stays open for an attachment that does not come about. */
async function openOrClose(place: InspectorPlace, options: LinkOptions): Promise<Link> {
  try {
    return await openLink(place, options)
  } catch (error) {
    await closeAgain(place, place.port)
    throw error
  }
}

/** A process that is started for it. */
export async function connectToCommand(
  input: Extract<AttachInput, { by: 'run' }>,
  options: LinkOptions & { onOutput: () => void },
): Promise<Connected> {
  const started = await startCommand(input, options.onOutput)
  try {
    return await connectToStarted(started, options)
  } catch (error) {
    await started.stop()
    throw error
  }
}

/** @param from leaves out inspectors that were told of before */
export async function connectToStarted(
  started: StartedCommand,
  options: LinkOptions,
  from = 0,
): Promise<Connected> {
  const place = await chooseInspector(started, { signal: options.signal, from })
  return await settle(await openLink(place, options), started)
}

/** @throws Failure BAD_INPUT where the target is no Node process */
export function placeOfTarget({ name, address }: ResolvedTarget): InspectorPlace {
  if (address.kind === 'node') return { host: address.host, port: address.port }
  throw new Failure('BAD_INPUT', `${name} is not a Node process (it is of kind ${address.kind}).`, {
    hint: 'Choose a Node target of the environment.',
  })
}
