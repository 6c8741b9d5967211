import { useWorkspace } from '#renderer/stores/workspace.ts'
import styles from './InspectorPane.module.css'

/** The place on the right where `InspectorContent` shows what is selected. */
export function InspectorPane() {
  const setSlot = useWorkspace((state) => state.setInspectorSlot)
  return <aside ref={setSlot} className={styles.pane} aria-label="Inspector" />
}
