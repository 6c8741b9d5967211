import { ArrowDownFromLine, ArrowUpFromLine, EyeOff, Moon, Repeat2 } from 'lucide-react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { type ColorBy, viewKinds } from '#renderer/stores/profiles/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CheckMenu } from '#renderer/ui/CheckMenu.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { parseSearch } from '#shared/profile/search.ts'
import { SearchBox } from './SearchBox.tsx'
import type { ShownProfile } from './shown-profile.ts'
import styles from './ViewBar.module.css'
import { categoryName, idleOf, shareOf, viewNames } from './words.ts'

const colorings: readonly { value: ColorBy; label: string; description: string }[] = [
  { value: 'category', label: 'By origin', description: 'Own code, packages, Node, native' },
  { value: 'module', label: 'By module', description: 'The packages and files with most weight' },
  { value: 'name', label: 'By name', description: 'Equal functions, equal colours' },
]

/** Which view, what is searched, and what is left out. */
export function ViewBar({ shown }: { shown: ShownProfile }) {
  const { id, viewing } = shown
  const { showView } = profileActions
  const isChart = viewing.view === 'time' || viewing.view === 'heavy'
  const search = parseSearch(viewing.search)
  return (
    <>
      <div className={styles.bar} role="toolbar" aria-label="View of the profile">
        <SegmentedControl
          label="View"
          size="small"
          options={viewKinds.map((value) => ({ value, label: viewNames[value] }))}
          value={viewing.view}
          onChange={(view) => showView(id, view)}
        />
        <div className={styles.end}>
          <SearchBox shown={shown} />
          <LeftOut shown={shown} />
          {viewing.view !== 'difference' && <Coloring shown={shown} />}
          {isChart && <Direction shown={shown} />}
        </div>
      </div>
      {search.kind === 'invalid' && (
        <p className={styles.invalid} role="status">
          {search.message}
        </p>
      )}
    </>
  )
}

function LeftOut({ shown: { id, facts, viewing } }: { shown: ShownProfile }) {
  const { leaveOut } = profileActions
  const { hidden, collapseRecursion } = viewing
  const idle = idleOf(facts)
  const hide = (category: string, isHidden: boolean): void =>
    leaveOut(id, { hidden: isHidden ? [...hidden, category] : hidden.filter((each) => each !== category) })
  return (
    <>
      <IconButton
        icon={Repeat2}
        label={collapseRecursion ? 'Recursion is collapsed: show it' : 'Collapse recursion'}
        command="profiles.recursion"
        size="small"
        pressed={collapseRecursion}
        onClick={() => leaveOut(id, { collapseRecursion: !collapseRecursion })}
      />
      {idle > 0 && (
        <Button
          size="small"
          icon={Moon}
          aria-pressed={hidden.includes('idle')}
          title={hidden.includes('idle') ? 'Show the idle time again' : 'Leave the idle time out'}
          onClick={() => hide('idle', !hidden.includes('idle'))}
        >
          {hidden.includes('idle') ? 'Idle hidden' : `Idle ${shareOf(idle, facts.total)}`}
        </Button>
      )}
      <CheckMenu
        label="Hidden calls"
        trigger={
          <Button size="small" icon={EyeOff} data-hide-menu="">
            {hidden.length === 0 ? 'Hide' : `${hidden.length} hidden`}
          </Button>
        }
        items={facts.categories.map((category, place) => ({
          value: category,
          label: `Hide ${categoryName(category)}`,
          description: `${shareOf(facts.weights[place] ?? 0, facts.total)} of all itself`,
          checked: hidden.includes(category),
        }))}
        onChange={hide}
      />
    </>
  )
}

function Coloring({ shown: { id, viewing } }: { shown: ShownProfile }) {
  const { choose } = profileActions
  return (
    <Select
      label="Colours"
      hideLabel
      size="small"
      options={colorings}
      value={viewing.colorBy}
      onChange={(colorBy) => choose(id, { colorBy })}
    />
  )
}

function Direction({ shown: { id, viewing } }: { shown: ShownProfile }) {
  const { choose } = profileActions
  const { direction } = viewing
  return (
    <IconButton
      icon={direction === 'icicle' ? ArrowDownFromLine : ArrowUpFromLine}
      label={direction === 'icicle' ? 'Callers above: turn it over' : 'Callers below: turn it over'}
      command="profiles.turn"
      size="small"
      onClick={() => choose(id, { direction: direction === 'icicle' ? 'flame' : 'icicle' })}
    />
  )
}
