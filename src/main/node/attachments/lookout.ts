import { setTimeout as wait } from 'node:timers/promises'
import type { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { InspectorPlace } from '../inspector/index.ts'
import { commandText, type SystemProcess, thisSystem } from '../processes/index.ts'
import { answers } from './claim.ts'
import type { Held, LocalProcess } from './held.ts'
import type { StartedCommand } from './start-command.ts'
import { describeEnd } from './words-of-ends.ts'

export interface Loss {
  message: string
  hint?: string | undefined
  canReattach: boolean
}

/** A process that ends closes its connections a moment before it is gone, and its parent ends a moment after. */
const END_MS: Milliseconds = 300
const BETWEEN_LOOKS_MS: Milliseconds = 50

/** Lets what ends come to its end, so that it is told as such. */
export async function letEnd({ local, started }: Held): Promise<void> {
  const end = performance.now() + END_MS
  while (performance.now() < end) {
    if (!(await lives(local)) && (started === undefined || started.end() !== undefined)) return
    await wait(BETWEEN_LOOKS_MS)
  }
}

/** What became of a process whose connection ended, as far as it can be seen now. */
export async function explainLoss(held: Held, why: Failure): Promise<Loss> {
  const { local, started, input } = held
  if (await lives(local)) return await explainAlive(held, why)
  if (started !== undefined) return await explainCommand(held, started)
  if (input.by === 'pid') return await explainPid(local)
  const isBack = await answers(held.link.place)
  return {
    message: local === null ? why.message : `Process ${local.pid} has ended.`,
    canReattach: isBack,
    ...(isBack ? { hint: 'The address answers again: attach again.' } : {}),
  }
}

async function lives(local: LocalProcess | null): Promise<boolean> {
  if (local === null) return false
  return (await thisSystem.read(local.pid))?.birth === local.birth
}

async function explainAlive({ local, link, input, debugPort }: Held, why: Failure): Promise<Loss> {
  if (await answers(link.place)) {
    return { message: why.message, hint: 'The process runs on: attach again.', canReattach: true }
  }
  const mayOpen = input.by === 'pid' || debugPort !== undefined
  return {
    message: `The inspector of process ${local?.pid} was closed, not by Pitwall.`,
    hint: mayOpen ? 'Attaching again opens it again.' : 'Attach by its pid to open it again.',
    canReattach: mayOpen,
  }
}

async function explainCommand({ local, seenInspectors }: Held, started: StartedCommand): Promise<Loss> {
  const end = started.end()
  if (end !== undefined && !started.isAlive()) {
    return {
      message: `The command ${describeEnd(end)}.`,
      hint: 'Attaching again starts it again.',
      canReattach: true,
    }
  }
  // Its launcher may start it again, as on a change of its files.
  const isBack = await anyAnswers(started.inspectors().slice(seenInspectors))
  return {
    message: `Process ${local?.pid ?? started.pid} of the command has ended; the command runs on.`,
    hint: isBack
      ? 'It was started again: attach again.'
      : 'It can be attached to when the command starts it again.',
    canReattach: isBack,
  }
}

async function explainPid(local: LocalProcess | null): Promise<Loss> {
  const message = `Process ${local?.pid} has ended.`
  const successor = await findSuccessor(local)
  if (successor === undefined) return { message, canReattach: false }
  return {
    message: `${message} The same command runs again, as process ${successor.pid}.`,
    hint: 'Attach again to go on with that one.',
    canReattach: true,
  }
}

async function anyAnswers(places: readonly InspectorPlace[]): Promise<boolean> {
  return (await Promise.all(places.map(answers))).includes(true)
}

/** The same process where it lives, else one that was started with the same words in the same folder. */
export async function findSuccessor(local: LocalProcess | null): Promise<SystemProcess | undefined> {
  if (local === null) return undefined
  const same = await thisSystem.read(local.pid)
  if (same !== undefined && same.birth === local.birth) return same
  const others = await thisSystem.nodeProcesses()
  return others.find(
    ({ runtime, args, cwd }) =>
      runtime === 'node' && cwd === local.cwd && commandText(args) === commandText(local.args),
  )
}
