import { useCallback, useEffect, useRef, useState } from 'react'
import { toFailure } from '#renderer/api/index.ts'
import type { Failure } from '#shared/failure.ts'

export interface Task<Arguments extends unknown[]> {
  busy: boolean
  /** Why the last run failed; gone when the next begins. */
  failure: Failure | undefined
  /** Starts it; a run that is under way is cancelled first. */
  run: (...args: Arguments) => void
  cancel: () => void
  /** Cancels it and forgets its failure. */
  clear: () => void
}

/**
 * Something that a component starts and shows: busy, failed, cancelled. The action gets a signal that
 * fires on cancel and when the component goes away.
 */
export function useTask<Arguments extends unknown[]>(
  action: (signal: AbortSignal, ...args: Arguments) => Promise<void>,
): Task<Arguments> {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const current = useRef<AbortController>(undefined)
  const latest = useRef(action)
  useEffect(() => {
    latest.current = action
  })
  const cancel = useCallback(() => current.current?.abort(), [])
  useEffect(() => cancel, [cancel])

  const run = useCallback((...args: Arguments): void => {
    current.current?.abort()
    const controller = new AbortController()
    current.current = controller
    setBusy(true)
    setFailure(undefined)
    const end = (problem?: unknown): void => {
      if (current.current !== controller) return
      setBusy(false)
      if (problem !== undefined) setFailure(toFailure(problem))
    }
    latest.current(controller.signal, ...args).then(() => end(), end)
  }, [])

  const clear = useCallback(() => {
    current.current?.abort()
    current.current = undefined
    setBusy(false)
    setFailure(undefined)
  }, [])

  return { busy, failure, run, cancel, clear }
}
