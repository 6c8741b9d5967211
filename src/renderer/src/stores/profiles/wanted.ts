/** Which answers a way of looking needs. Pure. */
import type { ProfileWork } from '#renderer/workers/profile/work.ts'
import { type AnswerName, type OpenProfile, viewOf, type Viewing } from './model.ts'

/** Frames and differences take more than one question; see asking.ts. */
type PlainName = Exclude<AnswerName, 'frames' | 'difference'> & keyof ProfileWork

export type Wanted =
  | { [Name in PlainName]: { name: Name; key: string; input: ProfileWork[Name]['input'] } }[PlainName]
  | { name: 'frames'; key: string; profile: number }
  | { name: 'difference'; key: string }

/** What is needed now, the first to be drawn first. `others` are the open files. */
export function wantedAnswers(viewing: Viewing, others: readonly OpenProfile[]): Wanted[] {
  const view = viewOf(viewing)
  const key = JSON.stringify(view)
  const { selection, range } = viewing
  const wanted: Wanted[] = [{ name: 'frames', key: String(viewing.profile), profile: viewing.profile }]
  switch (viewing.view) {
    case 'time':
      wanted.push({ name: 'timeline', key, input: view })
      break
    case 'heavy':
    case 'tree':
      wanted.push({ name: 'leftHeavy', key, input: view })
      break
    case 'bottom-up':
      wanted.push({ name: 'leftHeavy', key, input: view }, { name: 'bottomUp', key, input: view })
      break
    case 'sandwich': {
      wanted.push({ name: 'functions', key, input: view })
      const frame = viewing.function
      if (frame !== null) wanted.push({ name: 'sandwich', key: `${frame} ${key}`, input: { ...view, frame } })
      break
    }
    case 'difference': {
      const differenceKey = keyOfDifference(viewing, others)
      if (differenceKey !== null) wanted.push({ name: 'difference', key: differenceKey })
      break
    }
  }
  if (selection !== null && viewing.view !== 'difference') {
    const { frame } = selection
    wanted.push({ name: 'details', key: `${frame} ${key}`, input: { ...view, frame } })
  }
  if (range !== null && viewing.view === 'time')
    wanted.push({ name: 'range', key: `${range.from} ${range.to} ${key}`, input: { ...view, ...range } })
  return wanted
}

/** Null while there is nothing to compare with. */
function keyOfDifference(viewing: Viewing, others: readonly OpenProfile[]): string | null {
  const { other, profile, hidden, collapseRecursion, difference } = viewing
  const file = other && others.find(({ id }) => id === other.id)
  if (file?.state.kind !== 'ready') return null
  return JSON.stringify([other, profile, hidden, collapseRecursion, difference])
}
