/** Begins the form of a process with what is known of it: how it was started, and where a load can go. */
import { useEffect } from 'react'
import { useGc } from '#renderer/stores/gc.ts'
import { emptyGcForm } from '#renderer/stores/gc/model.ts'
import { useNodeAttachments } from '#renderer/stores/node-attachments.ts'
import { useNodeProcesses } from '#renderer/stores/node-processes.ts'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import { useSuggestedRequests } from '../load/use-suggestion.ts'

export function useFilledForm(attachment: Attachment): void {
  const { id, pid, command } = attachment
  const fill = useGc((state) => state.fill)
  const isUntouched = useGc((state) => state.forms[id] === undefined)
  const started = useNodeAttachments((state) => state.started[id])
  const processes = useNodeProcesses((state) => state.list?.processes)
  const requests = useSuggestedRequests(attachment)
  const cwd = started?.cwd ?? processes?.find((process) => process.pid === pid)?.cwd ?? ''
  const line = started?.command ?? command ?? ''
  const isKnown = started !== undefined || processes !== undefined
  const env = Object.entries(started?.env ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')
  useEffect(() => {
    if (!isUntouched || !isKnown) return
    fill(id, { command: withNode(line), cwd, env, load: { ...emptyGcForm.load, requests } })
  }, [isUntouched, isKnown, fill, id, line, cwd, env, requests])
}

/** `/usr/bin/node server.mjs` as `node server.mjs`, without an inspector of its own. */
function withNode(command: string): string {
  return command
    .replace(/^\S*[\\/](node(?:\.exe)?)(?=\s|$)/, '$1')
    .replace(/^node\.exe\b/, 'node')
    .replaceAll(/\s--inspect(?:-brk|-port)?(?:=\S+)?(?=\s|$)/g, '')
}
