import { useEffect, useState } from 'react'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'

/** The time since `startedAt`, anew four times a second; 0 while nothing runs. */
export function useElapsed(startedAt: EpochMilliseconds | null): Milliseconds {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (startedAt === null) return undefined
    const tick = (): void => setNow(Date.now())
    tick()
    const timer = setInterval(tick, 250)
    return () => clearInterval(timer)
  }, [startedAt])
  return startedAt === null ? 0 : Math.max(0, now - startedAt)
}
