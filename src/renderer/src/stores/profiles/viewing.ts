/** What choosing does to a way of looking. Pure. */
import type { IndexIntoFrameTable } from '#shared/profile/model.ts'
import type { Focus, Selection, Viewing, ViewKind } from './model.ts'

/** What can be chosen without consequences for the rest. */
export type Choice = Partial<
  Pick<Viewing, 'direction' | 'colorBy' | 'search' | 'range' | 'other' | 'difference'>
>

/** The inspector speaks of what was chosen last: a range takes the place of what was selected. */
export function withChoice(viewing: Viewing, choice: Choice): Viewing {
  const isRange = choice.range !== undefined && choice.range !== null
  return { ...viewing, ...choice, ...(isRange && { selection: null }) }
}

/** Another profile of the file: nothing of the one before applies to it. */
export function withProfile(viewing: Viewing, profile: number): Viewing {
  return {
    ...viewing,
    profile,
    hidden: [],
    focus: [],
    selection: null,
    range: null,
    function: null,
  }
}

export function withView(viewing: Viewing, view: ViewKind): Viewing {
  // The sandwich opens on what was selected.
  const shown =
    view === 'sandwich' ? (viewing.function ?? viewing.selection?.frame ?? null) : viewing.function
  return { ...viewing, view, function: shown }
}

/** Other calls are left out: paths are numbered anew, functions stay. */
export function withLeftOut(
  viewing: Viewing,
  change: Partial<Pick<Viewing, 'hidden' | 'collapseRecursion'>>,
): Viewing {
  return {
    ...viewing,
    ...change,
    focus: viewing.focus.map(withoutPath),
    selection: withoutCall(viewing.selection),
  }
}

/** A step further into the profile. */
export function withFocus(viewing: Viewing, focus: Focus): Viewing {
  return {
    ...viewing,
    focus: [...viewing.focus, focus],
    selection: withoutCall(viewing.selection),
    range: null,
  }
}

/** Back to the first `depth` steps. */
export function withFocusTo(viewing: Viewing, depth: number): Viewing {
  if (depth >= viewing.focus.length) return viewing
  return {
    ...viewing,
    focus: viewing.focus.slice(0, depth),
    selection: withoutCall(viewing.selection),
    range: null,
  }
}

export function withFunction(viewing: Viewing, frame: IndexIntoFrameTable): Viewing {
  return {
    ...viewing,
    view: 'sandwich',
    function: frame,
    selection: { frame, path: null, node: null },
  }
}

/** What Escape takes back, the newest first; null when there is nothing left. */
export function steppedBack(viewing: Viewing): Viewing | null {
  if (viewing.range !== null) return { ...viewing, range: null }
  if (viewing.selection !== null) return { ...viewing, selection: null }
  if (viewing.search !== '') return { ...viewing, search: '' }
  if (viewing.focus.length > 0) return withFocusTo(viewing, viewing.focus.length - 1)
  return null
}

function withoutCall(selection: Selection | null): Selection | null {
  return selection && { ...selection, path: null, node: null }
}

/** A call's number means nothing where others are left out; its function does. */
function withoutPath(focus: Focus): Focus {
  const { step } = focus
  return step.kind === 'focus-path'
    ? { ...focus, step: { kind: 'focus-function', frame: step.frame } }
    : focus
}
