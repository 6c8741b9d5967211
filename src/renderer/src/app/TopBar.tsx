import { PanelRight, Search } from 'lucide-react'
import { useCommandKeys } from '#renderer/stores/commands.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { KeyHint } from '#renderer/ui/KeyHint.tsx'
import { EnvironmentSwitch } from './EnvironmentSwitch.tsx'
import { Mark } from './Mark.tsx'
import styles from './TopBar.module.css'

/** The environment with its guard, and the way to every command. */
export function TopBar() {
  return (
    <header className={styles.bar}>
      <span className={styles.mark}>
        <Mark />
        <HiddenText>Pitwall</HiddenText>
      </span>
      <EnvironmentSwitch />
      <PaletteButton />
      <InspectorToggle />
    </header>
  )
}

function PaletteButton() {
  const setPaletteOpen = useWorkspace((state) => state.setPaletteOpen)
  const keys = useCommandKeys('palette.open')
  return (
    <button type="button" className={styles.palette} onClick={() => setPaletteOpen(true)}>
      <Search size={14} aria-hidden />
      <span className={styles.words}>Commands</span>
      {keys !== undefined && <KeyHint keys={keys} />}
    </button>
  )
}

function InspectorToggle() {
  const hidden = useWorkspace((state) => state.inspectorHidden)
  const used = useWorkspace((state) => state.inspectorUsers > 0)
  const setHidden = useWorkspace((state) => state.setInspectorHidden)
  return (
    <IconButton
      icon={PanelRight}
      label="Inspector"
      command="inspector.toggle"
      pressed={used && !hidden}
      disabled={!used}
      className={styles.toggle}
      onClick={() => setHidden(!hidden)}
    />
  )
}
