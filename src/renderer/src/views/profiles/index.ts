/**
 * The Profiles view: pinned pages about Node processes and profiles. Each page is a line in `pages.ts`
 * and one in `stores/profile-pages.ts`; what a page knows and does is in a store of its own. The pages
 * are about any Node process of this machine, and about files of any origin: the environment only says
 * which of them come first, and what may be done to them.
 */
export { ProfilesView } from './ProfilesView.tsx'
