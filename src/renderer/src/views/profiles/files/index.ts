/** The Profiles page: files that are open and profiles that are kept, and the viewer beside them. */
export { FilesPage } from './FilesPage.tsx'
