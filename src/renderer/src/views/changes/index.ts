/**
 * Changes: the dialog in which one is previewed, applied, proven and undone; the Changes screen with
 * the ledger of all that was changed; and the latest of them for the drawer.
 */
export { ChangeDialog } from './dialog/ChangeDialog.tsx'
export { ChangesView } from './ChangesView.tsx'
export { RecentChanges } from './RecentChanges.tsx'
