/** The Processes page: the Node processes of this machine, what an attached one does, and recording it. */
export { AttachDialog } from './list/AttachDialog.tsx'
export { ProcessesPage } from './ProcessesPage.tsx'
