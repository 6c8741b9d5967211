import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronUp, Copy, Download } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { formatBytes, formatCount } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { findInRaw, lineOf, lineText, mostMatches, rawLinesOf } from './raw-lines.ts'
import styles from './RawView.module.css'
import { copyText } from '#renderer/ui/copy-text.ts'
import { saveText } from './save.ts'
import { planFileName } from './plan-text.ts'
import type { ShownResult } from './shown-result.ts'

const lineHeight = 18

/** The text as it was given. Only the lines in sight are drawn. */
export function RawView({ shown }: { shown: ShownResult }) {
  const { raw } = shown.plan
  const scroller = useRef<HTMLDivElement>(null)
  const lines = useMemo(() => rawLinesOf(raw), [raw])
  const [query, setQuery] = useState('')
  const searched = useDeferredValue(query)
  const matches = useMemo(() => findInRaw(raw, lines, searched), [raw, lines, searched])
  const [place, setPlace] = useState(0)
  const current = matches[Math.min(place, matches.length - 1)]
  // oxlint-disable-next-line react/incompatible-library -- it keeps its own state on purpose
  const virtualizer = useVirtualizer({
    count: lines.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  })
  const first = matches[0]
  useEffect(() => {
    if (first !== undefined) virtualizer.scrollToIndex(lineOf(lines, first), { align: 'center' })
  }, [first, lines, virtualizer])
  const go = (to: number): void => {
    const next = matches.length === 0 ? 0 : (to + matches.length) % matches.length
    setPlace(next)
    const offset = matches[next]
    if (offset !== undefined) virtualizer.scrollToIndex(lineOf(lines, offset), { align: 'center' })
  }
  return (
    <div className={styles.raw}>
      <div className={styles.bar}>
        <TextField
          label="Search in the text"
          hideLabel
          className={styles.search}
          value={query}
          placeholder="Search"
          suffix={query === '' ? undefined : matchWords(matches.length, place)}
          onChange={(next) => {
            setQuery(next)
            setPlace(0)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') go(event.shiftKey ? place - 1 : place + 1)
          }}
        />
        <IconButton icon={ChevronUp} label="Previous match" size="small" onClick={() => go(place - 1)} />
        <IconButton icon={ChevronDown} label="Next match" size="small" onClick={() => go(place + 1)} />
        <span className={styles.size}>
          {lines.shown < raw.length
            ? `Shown: the first ${formatBytes(lines.shown)} of ${formatBytes(raw.length)}`
            : formatCount(lines.count, lines.count === 1 ? 'line' : 'lines')}
        </span>
        <Button
          size="small"
          variant="ghost"
          icon={Copy}
          onClick={() => void copyText(raw, 'the plan as given')}
        >
          Copy
        </Button>
        <Button
          size="small"
          variant="ghost"
          icon={Download}
          onClick={() => saveText(raw, planFileName(shown.plan, new Date(shown.result.at)))}
        >
          Save
        </Button>
      </div>
      {/* Takes focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section ref={scroller} className={styles.scroller} tabIndex={0} aria-label="Plan as given">
        <div className={styles.lines} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => (
            <div key={item.key} className={styles.line} style={{ transform: `translateY(${item.start}px)` }}>
              <span className={styles.number} aria-hidden>
                {item.index + 1}
              </span>
              <LineText
                text={lineText(raw, lines, item.index)}
                start={lines.starts[item.index] ?? 0}
                query={searched}
                current={current}
              />
            </div>
          ))}
        </div>
      </section>
    </div>
  )
}

function matchWords(count: number, place: number): string {
  if (count === 0) return 'none'
  const of = count === mostMatches ? `${formatCount(count)}+` : formatCount(count)
  return `${formatCount(Math.min(place, count - 1) + 1)} of ${of}`
}

/** A line with the matches in it marked. */
function LineText({
  text,
  start,
  query,
  current,
}: {
  text: string
  start: number
  query: string
  current: number | undefined
}) {
  if (query === '') return <span>{text}</span>
  const parts: { text: string; at: number; match: boolean }[] = []
  const lower = text.toLowerCase()
  const needle = query.toLowerCase()
  let from = 0
  for (let at = lower.indexOf(needle); at !== -1; at = lower.indexOf(needle, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), at: from, match: false })
    parts.push({ text: text.slice(at, at + needle.length), at, match: true })
    from = at + needle.length
  }
  parts.push({ text: text.slice(from), at: from, match: false })
  return (
    <span>
      {parts.map((part) =>
        part.match ? (
          <mark key={part.at} className={start + part.at === current ? styles.current : styles.match}>
            {part.text}
          </mark>
        ) : (
          part.text
        ),
      )}
    </span>
  )
}
