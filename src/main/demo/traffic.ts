import { setTimeout as delay } from 'node:timers/promises'
import { request } from 'undici'

/** Between two requests: about three a second, which one core hardly notices. */
const PAUSE_MS = 300

/** What visitors do, in turn; the numbers walk so that caches and pages differ. */
const visits: ((n: number) => { method: 'GET' | 'POST'; path: string })[] = [
  (n) => ({ method: 'GET', path: `/products/${1 + ((n * 37) % 5_000)}` }),
  (n) => ({ method: 'GET', path: `/products/${1 + ((n * 11) % 400)}` }),
  (n) => ({ method: 'GET', path: `/customers/${1 + ((n * 101) % 3_000)}/orders` }),
  (n) => ({ method: 'GET', path: `/products/${1 + ((n * 13) % 5_000)}` }),
  (n) => ({ method: 'GET', path: `/quote/${250 + (n % 150)}` }),
  (n) => ({ method: 'GET', path: `/events?page=${(n * 7) % 900}` }),
  () => ({ method: 'POST', path: '/orders' }),
  (n) => ({ method: 'GET', path: rare[Math.floor(n / 8) % rare.length] ?? '/health' }),
]

/** The expensive ones, once in a while. */
const rare = ['/reports/revenue', '/catalogue', '/orders/pending', '/health', '/health']

/** Light background traffic on the demo's service until the signal fires. A failed request is not repeated. */
export async function sendTraffic(apiPort: number, signal: AbortSignal): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    const visit = visits[n % visits.length]?.(n)
    if (!visit) return
    try {
      const { body } = await request(`http://127.0.0.1:${apiPort}${visit.path}`, {
        method: visit.method,
        signal,
      })
      await body.dump()
      await delay(PAUSE_MS, undefined, { signal })
    } catch {
      if (signal.aborted) return
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {})
    }
  }
}
