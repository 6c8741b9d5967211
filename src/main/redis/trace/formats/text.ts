import { keyNameOf } from '#shared/redis/key-name.ts'
import type { Collector } from '../read/collector.ts'
import { NO_TIMES } from './json-lines.ts'
import type { LineFormat } from './line-format.ts'

/** A key a line: a read of each. */
export function textFormat(collector: Collector): LineFormat {
  const { account } = collector
  account.hasTimes = false
  account.note('Each line is taken as a key that is read.')
  account.note(NO_TIMES)
  return {
    line(block, start, end) {
      collector.begin(account.lines, 0, 'get')
      collector.add('read', keyNameOf(block.subarray(start, end)))
      return true
    },
  }
}
