/**
 * The Keyspace view: pinned pages about the chosen Redis. Each page is a line in `pages.ts` and one in
 * `stores/keyspace-pages.ts`; what a page knows and does is in a store of its own.
 */
export { KeyspaceView } from './KeyspaceView.tsx'
