/** A heap snapshot: what is in it by constructor, what grew since another, who retains whom. */
export { SnapshotView } from './SnapshotView.tsx'
