/** What can be done with a call of a chart. */
import type { FlameAction } from '#renderer/charts/flame/index.ts'
import { toFailure } from '#renderer/api/index.ts'
import { notifyFailure } from '#renderer/stores/notices.ts'
import { profileActions } from '#renderer/stores/profiles.ts'
import { copyText } from '#renderer/ui/copy-text.ts'
import type { FlameLayout, FlameNode } from '#shared/profile/layout.ts'
import type { FrameTable, IndexIntoFrameTable } from '#shared/profile/model.ts'
import type { ShownProfile } from './shown-profile.ts'
import { isLocalFile, nameOf, placeOf } from './words.ts'

/** For the pinned tooltip of a chart of the profile's own calls. */
export function actionsOf(shown: ShownProfile, layout: FlameLayout, node: FlameNode): FlameAction[] {
  const { id, drawn } = shown
  if (drawn === null) return []
  const { frames } = drawn
  const frame = layout.frameOf(node)
  const place = placeOf(frames, frame)
  return [
    {
      id: 'focus',
      label: 'Focus on this call',
      run: () => focusOnCall(id, frames, frame, layout.pathOf(node)),
    },
    {
      id: 'sandwich',
      label: 'Show in sandwich',
      run: () => profileActions.showInSandwich(id, frame),
    },
    ...(place === ''
      ? []
      : [{ id: 'copy', label: 'Copy the location', run: () => void copyText(place, 'the location') }]),
    ...(isLocalFile(frames.file[frame] ?? '')
      ? [{ id: 'open', label: 'Open in the editor', run: () => void openInEditor(frames, frame) }]
      : []),
  ]
}

export function focusOnCall(id: string, frames: FrameTable, frame: IndexIntoFrameTable, path: number): void {
  profileActions.focus(id, { label: nameOf(frames, frame), step: { kind: 'focus-path', path, frame } })
}

export function focusOnFunction(id: string, frames: FrameTable, frame: IndexIntoFrameTable): void {
  profileActions.focus(id, { label: nameOf(frames, frame), step: { kind: 'focus-function', frame } })
}

/** A failure comes up as a message: the place where it was asked may have gone. */
export async function openInEditor(frames: FrameTable, frame: IndexIntoFrameTable): Promise<void> {
  try {
    await profileActions.openSource(sourcePlace(frames, frame))
  } catch (error) {
    notifyFailure('The source could not be opened', toFailure(error))
  }
}

/** As the contract wants it. */
export function sourcePlace(
  frames: FrameTable,
  frame: IndexIntoFrameTable,
): { file: string; line?: number; column?: number } {
  const line = frames.line[frame] ?? 0
  const column = frames.column[frame] ?? 0
  return { file: frames.file[frame] ?? '', ...(line > 0 && { line }), ...(column > 0 && { column }) }
}
