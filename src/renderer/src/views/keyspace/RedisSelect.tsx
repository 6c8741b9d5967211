import { useRedisTarget } from '#renderer/stores/redis-target.ts'
import { TargetSelect } from '#renderer/ui/TargetSelect.tsx'

/** Which Redis a page is about: the first thing in its toolbar. */
export function RedisSelect() {
  return <TargetSelect label="Redis" choice={useRedisTarget()} />
}
