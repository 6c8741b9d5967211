import type { Rule } from '../rule.ts'
import { dominatingNamespace } from './dominating-namespace.ts'
import { hugeKeys } from './huge-keys.ts'
import { longIdle } from './long-idle.ts'
import { mixedTtl } from './mixed-ttl.ts'
import { outgrownEncodings } from './outgrown-encodings.ts'
import { thunderingExpiries } from './thundering-expiries.ts'
import { tinyStrings } from './tiny-strings.ts'
import { ttlLessCaches } from './ttl-less-caches.ts'

export const rules: readonly Rule[] = [
  hugeKeys,
  ttlLessCaches,
  mixedTtl,
  thunderingExpiries,
  tinyStrings,
  longIdle,
  outgrownEncodings,
  dominatingNamespace,
]
