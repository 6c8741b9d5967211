import { setTimeout as wait } from 'node:timers/promises'
import { placeName } from '#main/environments/index.ts'
import type { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { InspectorPlace } from '../inspector/index.ts'
import { commandText, type SystemProcess, thisSystem } from '../processes/index.ts'
import { answers } from './claim.ts'
import type { Held, LocalProcess } from './held.ts'
import { describeEnd } from './words-of-ends.ts'

export interface Loss {
  message: string
  hint?: string | undefined
  canReattach: boolean
}

/** A process that ends closes its connections a moment before it is gone. */
const END_MS: Milliseconds = 1_000
const PARENT_MS: Milliseconds = 300
const BETWEEN_LOOKS_MS: Milliseconds = 50

/** What became of a process whose connection ended. */
export async function explainLoss(held: Held, why: Failure): Promise<Loss> {
  const { local, started } = held
  if (local !== null && !(await isGone(local))) return await explainAlive(held, why)
  if (started !== undefined) {
    // The command is the process, or its parent, which ends a moment later, if at all.
    const end = await Promise.race([started.ended, wait(PARENT_MS)])
    if (end !== undefined) {
      return {
        message: `The command ${describeEnd(end)}.`,
        hint: 'Attaching again starts it again.',
        canReattach: true,
      }
    }
  }
  const message =
    local === null
      ? `${placeName(held.link.place)} closed the connection.`
      : `Process ${local.pid} has ended.`
  return await findAgain(held, { message, canReattach: false })
}

async function explainAlive({ local, link, input, debugPort }: Held, why: Failure): Promise<Loss> {
  const canReattach = await answers(link.place)
  if (canReattach) return { message: why.message, hint: 'The process runs on: attach again.', canReattach }
  const mayOpen = input.by === 'pid' || debugPort !== undefined
  return {
    message: `The inspector of process ${local?.pid} was closed, not by Pitwall.`,
    hint: mayOpen ? 'Attaching again opens it again.' : 'Attach by its pid to open it again.',
    canReattach: mayOpen,
  }
}

async function isGone(local: LocalProcess): Promise<boolean> {
  const end = performance.now() + END_MS
  for (;;) {
    const now = await thisSystem.read(local.pid)
    if (now === undefined || now.birth !== local.birth) return true
    if (performance.now() > end) return false
    await wait(BETWEEN_LOOKS_MS)
  }
}

async function anyAnswers(places: readonly InspectorPlace[]): Promise<boolean> {
  return (await Promise.all(places.map(answers))).includes(true)
}

/** Whether it, or what took its place, can be attached to now. */
export async function findAgain(held: Held, loss: Loss): Promise<Loss> {
  const { local, link, input, started } = held
  if (started !== undefined) {
    if (started.end() !== undefined && !started.isAlive()) {
      return { ...loss, canReattach: true, hint: 'Attaching again starts it again.' }
    }
    const isBack = await anyAnswers(started.inspectors().slice(held.seenInspectors))
    return { ...loss, canReattach: isBack, hint: isBack ? 'It was started again: attach again.' : loss.hint }
  }
  if (input.by === 'pid') {
    const successor = await findSuccessor(local)
    if (successor === undefined) return loss
    const isSame = successor.pid === local?.pid && successor.birth === local.birth
    if (isSame) return { ...loss, canReattach: true }
    return {
      message: `${loss.message} The same command runs again, as process ${successor.pid}.`,
      hint: 'Attach again to go on with that one.',
      canReattach: true,
    }
  }
  const isBack = await answers(link.place)
  return {
    ...loss,
    canReattach: isBack,
    hint: isBack ? 'The address answers again: attach again.' : loss.hint,
  }
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
