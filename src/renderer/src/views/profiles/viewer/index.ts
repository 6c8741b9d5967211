/** One open profile: its charts and tables, what is selected in them, and the ways to save it. */
export { ProfileViewer } from './ProfileViewer.tsx'
