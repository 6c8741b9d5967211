import { useCommand } from '#renderer/stores/commands.ts'
import { profileActions } from '#renderer/stores/profiles.ts'
import { type ColorBy, viewKinds, type ViewKind } from '#renderer/stores/profiles/model.ts'
import { copyText } from '#renderer/ui/copy-text.ts'
import { focusOnCall, focusOnFunction, openInEditor } from './actions.ts'
import { usePicture } from './savable.ts'
import { savePicture } from './saving.ts'
import type { ShownProfile } from './shown-profile.ts'
import { idleOf, isLocalFile, placeOf, viewNames } from './words.ts'

const group = 'Profiles'
const colorings: readonly ColorBy[] = ['category', 'module', 'name']
const widths = ['both', 'before', 'after'] as const

/** The commands about the profile that is shown. Draws nothing. */
export function ViewerCommands({ shown }: { shown: ShownProfile }) {
  const { id, viewing } = shown
  const { choose, leaveOut, back } = profileActions
  const { view, direction, colorBy, collapseRecursion, difference } = viewing
  const { profiles } = shown.file
  const isChart = view === 'time' || view === 'heavy'
  const picture = usePicture((state) => state.chart)
  useCommand({ id: 'profiles.search', title: 'Search for functions', group, keys: '/', run: focusSearch })
  useCommand({
    id: 'profiles.turn',
    title: 'Callers above or below',
    group,
    keys: 'I',
    enabled: isChart,
    run: () => choose(id, { direction: direction === 'icicle' ? 'flame' : 'icicle' }),
  })
  useCommand({
    id: 'profiles.colors',
    title: 'Colour by origin, module or name',
    group,
    keys: 'C',
    enabled: view !== 'difference',
    run: () =>
      choose(id, { colorBy: colorings[(colorings.indexOf(colorBy) + 1) % colorings.length] ?? 'category' }),
  })
  useCommand({
    id: 'profiles.recursion',
    title: 'Collapse recursion, or show it',
    group,
    keys: 'K',
    run: () => leaveOut(id, { collapseRecursion: !collapseRecursion }),
  })
  useCommand({
    id: 'profiles.hide',
    title: 'Hide calls by origin',
    group,
    keys: 'H',
    run: () => press('hide-menu'),
  })
  useCommand({
    id: 'profiles.export',
    title: 'Export the profile',
    group,
    keys: 'E',
    run: () => press('export-menu'),
  })
  useCommand({
    id: 'profiles.picture',
    title: 'Save the chart as PNG',
    group,
    keys: 'Shift+E',
    enabled: picture !== null,
    run: () => void savePicture(shown, 'png'),
  })
  useCommand({
    id: 'profiles.back',
    title: 'Take the last step back',
    group,
    keys: 'Backspace',
    run: () => back(id),
  })
  useCommand({
    id: 'profiles.escape',
    title: 'Let go of what is selected, or go back',
    group,
    keys: 'Escape',
    run: () => back(id),
  })
  useCommand({
    id: 'profiles.normalise',
    title: 'Compare shares, or figures',
    group,
    keys: 'N',
    enabled: view === 'difference',
    run: () =>
      choose(id, {
        difference: { ...difference, scale: difference.scale === 'share' ? 'absolute' : 'share' },
      }),
  })
  useCommand({
    id: 'profiles.width',
    title: 'Next meaning of widths in the comparison',
    group,
    keys: 'Shift+N',
    enabled: view === 'difference',
    run: () =>
      choose(id, {
        difference: {
          ...difference,
          width: widths[(widths.indexOf(difference.width) + 1) % widths.length] ?? 'both',
        },
      }),
  })
  useCommand({
    id: 'profiles.idle',
    title: 'Leave the idle time out, or show it',
    group,
    keys: 'Shift+I',
    enabled: idleOf(shown.facts) > 0,
    run: () =>
      leaveOut(id, {
        hidden: viewing.hidden.includes('idle')
          ? viewing.hidden.filter((each) => each !== 'idle')
          : [...viewing.hidden, 'idle'],
      }),
  })
  useCommand({
    id: 'profiles.next-profile',
    title: 'Show the next profile of the file',
    group,
    keys: '}',
    enabled: profiles.length > 1,
    run: () => profileActions.showProfile(id, (viewing.profile + 1) % profiles.length),
  })
  useCommand({
    id: 'profiles.previous-profile',
    title: 'Show the previous profile of the file',
    group,
    keys: '{',
    enabled: profiles.length > 1,
    run: () => profileActions.showProfile(id, (viewing.profile + profiles.length - 1) % profiles.length),
  })
  useCommand({
    id: 'profiles.swap',
    title: 'Swap before and after',
    group,
    keys: 'Y',
    enabled: view === 'difference' && viewing.other !== null,
    run: () => profileActions.swap(id),
  })
  return (
    <>
      {viewKinds.map((kind, place) => (
        <ViewCommand key={kind} id={id} view={kind} keys={String(place + 1)} />
      ))}
      <SelectionCommands shown={shown} />
    </>
  )
}

function ViewCommand({ id, view, keys }: { id: string; view: ViewKind; keys: string }) {
  useCommand({
    id: `profiles.view-${view}`,
    title: `Show the profile: ${viewNames[view]}`,
    group,
    keys,
    run: () => profileActions.showView(id, view),
  })
  return null
}

function SelectionCommands({ shown: { id, drawn, viewing } }: { shown: ShownProfile }) {
  const selection = viewing.view === 'difference' ? null : viewing.selection
  const frames = drawn?.frames
  const place = selection && frames ? placeOf(frames, selection.frame) : ''
  const isChosen = selection !== null && frames !== undefined
  useCommand({
    id: 'profiles.focus',
    title: 'Focus on the selected call',
    group,
    keys: 'Shift+F',
    enabled: isChosen,
    run: () => {
      if (!isChosen) return
      const { frame, path } = selection
      if (path === null) focusOnFunction(id, frames, frame)
      else focusOnCall(id, frames, frame, path)
    },
  })
  useCommand({
    id: 'profiles.sandwich',
    title: 'Show the selected function in the sandwich',
    group,
    keys: 'B',
    enabled: isChosen,
    run: () => isChosen && profileActions.showInSandwich(id, selection.frame),
  })
  useCommand({
    id: 'profiles.copy-place',
    title: 'Copy the source location',
    group,
    keys: 'Shift+C',
    enabled: place !== '',
    run: () => void copyText(place, 'the location'),
  })
  useCommand({
    id: 'profiles.open-source',
    title: 'Open the source in the editor',
    group,
    keys: 'Shift+O',
    enabled: isChosen && isLocalFile(frames.file[selection.frame] ?? ''),
    run: () => isChosen && void openInEditor(frames, selection.frame),
  })
  return null
}

export function focusSearch(): void {
  document.querySelector<HTMLInputElement>('input[aria-label="Search for functions"]')?.select()
}

/** Opens a menu whose button has a mark. */
function press(mark: string): void {
  document.querySelector<HTMLElement>(`[data-${mark}]`)?.click()
}
