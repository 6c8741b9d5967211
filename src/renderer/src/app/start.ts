import { connection } from '#renderer/api/index.ts'
import { settleOpened, useChanges } from '#renderer/stores/changes.ts'
import { onReconnect } from '#renderer/stores/connection.ts'
import { useDemo } from '#renderer/stores/demo.ts'
import { useEnvironments } from '#renderer/stores/environments.ts'
import { useInfo } from '#renderer/stores/info.ts'
import { useJobs } from '#renderer/stores/jobs.ts'
import { useLeakWatches } from '#renderer/stores/leak-watches.ts'
import { useNodeAttachments } from '#renderer/stores/node-attachments.ts'
import { useSettings } from '#renderer/stores/settings.ts'

/** Fills the stores and keeps them filled for as long as the page lives. */
export function startStores(): void {
  load()
  onReconnect(load)
  // Another page of the same workbench may have changed things meanwhile.
  window.addEventListener('focus', () => {
    if (connection.getState().kind === 'open') load()
  })
  useJobs.getState().follow()
  useDemo.getState().follow()
  useChanges.getState().follow()
  useNodeAttachments.getState().follow()
  useLeakWatches.getState().follow()
  settleOpened()
}

/** What is asked for once, and again when it may have changed. */
function load(): void {
  void useSettings.getState().load()
  void useEnvironments.getState().reload()
  void useInfo.getState().load()
}
