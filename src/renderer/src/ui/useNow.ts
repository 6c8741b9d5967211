import { useEffect, useState } from 'react'
import type { EpochMilliseconds } from '#shared/units.ts'

/** The time, anew each second while `ticking`: for clocks that run on the screen. */
export function useNow(ticking: boolean): EpochMilliseconds {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!ticking) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [ticking])
  return now
}
