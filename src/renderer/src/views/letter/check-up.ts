import type { CheckUps } from '#renderer/stores/health/check-ups.ts'
import type { Target } from '#shared/contract/environments.ts'

/** The check-up of one server, as the pages of all kinds of servers show it. */
export interface CheckUpProps {
  target: Target
  /** The store of the page. */
  checkUps: CheckUps
}
