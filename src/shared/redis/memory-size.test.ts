import { expect, it } from 'vitest'
import { parseMemorySize } from './memory-size.ts'

it('reads sizes as redis.conf does, in any case', () => {
  expect(['100mb', '1K', '1kb', ' 2 GB ', '1.5m', '65536', '7b'].map(parseMemorySize)).toEqual([
    104_857_600, 1000, 1024, 2_147_483_648, 1_500_000, 65_536, 7,
  ])
})

it('takes nothing else for a size', () => {
  expect(['', 'mb', '-1', '0', '0.2', '1tb', '1e9', '1,000', '99999999999gb'].map(parseMemorySize)).toEqual(
    Array.from({ length: 9 }, () => undefined),
  )
})
