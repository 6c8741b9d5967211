import { FileDiff, Flame, Gauge, KeyRound, Settings, SquareTerminal, type LucideIcon } from 'lucide-react'
import { useWorkspace, type View } from '#renderer/stores/workspace.ts'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import styles from './Rail.module.css'

interface Entry {
  view: View
  label: string
  icon: LucideIcon
}

const entries: readonly Entry[] = [
  { view: 'overview', label: 'Overview', icon: Gauge },
  { view: 'queries', label: 'Queries', icon: SquareTerminal },
  { view: 'keyspace', label: 'Keyspace', icon: KeyRound },
  { view: 'profiles', label: 'Profiles', icon: Flame },
  { view: 'changes', label: 'Changes', icon: FileDiff },
]
const last: Entry = { view: 'settings', label: 'Settings', icon: Settings }

/** The way between the screens. */
export function Rail() {
  return (
    <nav className={styles.rail} aria-label="Screens">
      {entries.map((entry) => (
        <RailButton key={entry.view} {...entry} />
      ))}
      <span className={styles.gap} />
      <RailButton {...last} />
    </nav>
  )
}

function RailButton({ view, label, icon: Icon }: Entry) {
  const current = useWorkspace((state) => state.view === view)
  const openView = useWorkspace((state) => state.openView)
  return (
    <Tooltip content={label} command={`view.${view}`} side="right">
      <button
        type="button"
        className={styles.button}
        aria-label={label}
        aria-current={current ? 'page' : undefined}
        onClick={() => openView(view)}
      >
        <Icon size={18} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  )
}
