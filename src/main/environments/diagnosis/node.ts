import type { NodeAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import {
  howToOpenInspector,
  listInspectorPages,
  readInspectorVersion,
  requireNearInspector,
} from '../clients/inspector.ts'
import { openSocket, type Place } from '../clients/network.ts'
import { namingStrangers, type Attempt, type Outcome } from './attempt.ts'
import { mistakenFor } from './probe.ts'

export async function diagnoseNode(address: NodeAddress, attempt: Attempt): Promise<Outcome> {
  const { deadline, stages } = attempt
  const place: Place = { service: 'a Node inspector', host: address.host, port: address.port }
  try {
    requireNearInspector(address)
  } catch (error) {
    return await stages.run(
      'resolve',
      () => Promise.reject(error),
      () => '',
    )
  }
  return await namingStrangers(
    attempt,
    place,
    ['open'],
    (speaker) =>
      speaker === 'HTTP'
        ? undefined
        : new Failure('UNSUPPORTED', mistakenFor(place, speaker), { hint: howToOpenInspector }),
    async () => {
      const socket = await openSocket(place, deadline, stages)
      const version = await stages.run(
        'open',
        async () => await readInspectorVersion(socket, place, deadline),
        (found) => `The inspector answers; it is Node ${found}.`,
      )
      const command = await stages.run(
        'version',
        async () => await readCommand(place, attempt),
        (found) => `Node ${version}${running(found)}.`,
      )
      return { message: `Connected to Node ${version}${running(command)}.`, serverVersion: version }
    },
  )
}

const running = (command: string | undefined) => (command === undefined ? '' : `, running ${command}`)

/** The first page's file or title: what `node` was started with. An extra, so its failure is none. */
async function readCommand(place: Place, { deadline }: Attempt): Promise<string | undefined> {
  try {
    const [page] = await listInspectorPages(place, deadline)
    const file = page?.url?.replace(/^file:\/\//, '')
    return file || page?.title || undefined
  } catch {
    return undefined
  }
}
