/** Puts questions to the workers of open files and makes of their answers what is drawn. */
import { FrameCollector } from '#renderer/workers/profile/frames.ts'
import type { ProfileLink } from '#renderer/workers/profile/start.ts'
import { timelineLayout } from '#shared/profile/timeline/index.ts'
import { treeLayout } from '#shared/profile/tree-layout.ts'
import { type AnswerName, type AnswerValues, leftOut, type Viewing } from './model.ts'
import type { Wanted } from './wanted.ts'

/** A file and the one that it is compared with. */
export interface Asked {
  link: ProfileLink
  name: string
  viewing: Viewing
  other: { link: ProfileLink; name: string } | null
}

/** The answer to one question. Throws CANCELLED when the signal fires, or what the worker failed with. */
export async function ask(
  wanted: Wanted,
  { link, name, viewing, other }: Asked,
  signal: AbortSignal,
): Promise<AnswerValues[AnswerName]> {
  switch (wanted.name) {
    case 'frames':
      return await askFrames(link, wanted.profile, signal)
    case 'timeline':
      return timelineLayout(await link.ask('timeline', wanted.input, { signal }))
    case 'leftHeavy':
      return treeLayout(await link.ask('leftHeavy', wanted.input, { signal }))
    case 'sandwich': {
      const sandwich = await link.ask('sandwich', wanted.input, { signal })
      return {
        ...sandwich,
        callers: treeLayout(sandwich.callers),
        callees: treeLayout(sandwich.callees),
      }
    }
    case 'difference':
      if (other === null) throw new RangeError('there is nothing to compare with')
      return await askDifference({ link, name, viewing }, other, signal)
    case 'functions':
      return await link.ask('functions', wanted.input, { signal })
    case 'bottomUp':
      return await link.ask('bottomUp', wanted.input, { signal })
    case 'details':
      return await link.ask('details', wanted.input, { signal })
    case 'range':
      return await link.ask('range', wanted.input, { signal })
  }
}

async function askFrames(
  link: ProfileLink,
  profile: number,
  signal: AbortSignal,
): Promise<AnswerValues['frames']> {
  const texts = new FrameCollector()
  const figures = await link.ask('frames', { profile }, { signal, onTold: (told) => texts.add(told) })
  return texts.finish(figures)
}

/** The two workers pass the calls on to each other; the page only sees what comes of it. */
async function askDifference(
  after: Omit<Asked, 'other'>,
  before: { link: ProfileLink; name: string },
  signal: AbortSignal,
): Promise<AnswerValues['difference']> {
  const { viewing } = after
  const steps = leftOut(viewing)
  const { port1, port2 } = new MessageChannel()
  const profile = viewing.other?.profile ?? 0
  await before.link.ask('lend', { profile, steps, port: port1 }, { signal, transfer: [port1] })
  const texts = new FrameCollector()
  const { difference, functions } = await after.link.ask(
    'difference',
    { profile: viewing.profile, steps, port: port2, options: viewing.difference },
    { signal, transfer: [port2], onTold: (told) => texts.add(told) },
  )
  const frames = texts.finish(difference.frames)
  const whole = { ...difference, frames }
  return {
    difference: whole,
    layout: treeLayout(difference.columns),
    functions,
    names: [before.name, after.name],
  }
}
