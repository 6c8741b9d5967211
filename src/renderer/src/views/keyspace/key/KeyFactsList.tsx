import type { KeyHead } from '#shared/contract/redis/key.ts'
import { formatBytes, formatCount, formatDateTime, formatSpan } from '#renderer/ui/format.ts'
import { useNow } from '#renderer/ui/useNow.ts'
import { elementsWords } from './value-words.ts'
import styles from './KeyFactsList.module.css'

/** What is known of a key. Its time to live counts down. */
export function KeyFactsList({ head, at }: { head: KeyHead; at: number }) {
  const { facts, expiresAt, slot, node } = head
  const now = useNow(expiresAt !== null)
  const left = expiresAt === null ? null : expiresAt - Math.max(now, at)
  return (
    <dl className={styles.facts}>
      <Fact name="Type">{facts.type}</Fact>
      {facts.encoding !== null && <Fact name="Encoding">{facts.encoding}</Fact>}
      {facts.bytes !== null && <Fact name="Memory">{formatBytes(facts.bytes)}</Fact>}
      {facts.elements !== null && (
        <Fact name={facts.type === 'string' ? 'Length' : 'Elements'}>
          {elementsWords(facts.type, facts.elements)}
        </Fact>
      )}
      <Fact name="TTL">
        {left === null ? (
          <span className={styles.never}>never expires</span>
        ) : left <= 0 ? (
          'expired'
        ) : (
          <>
            <time>{formatSpan(Math.ceil(left / 1000) * 1000)}</time>
            <span className={styles.note}>{formatDateTime(expiresAt ?? 0)}</span>
          </>
        )}
      </Fact>
      {facts.idleSeconds !== null && <Fact name="Not used for">{formatSpan(facts.idleSeconds * 1000)}</Fact>}
      {facts.frequency !== null && <Fact name="Frequency">{formatCount(facts.frequency)}</Fact>}
      {slot !== null && (
        <Fact name="Slot">
          {formatCount(slot)}
          <span className={styles.note}>{node}</span>
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
