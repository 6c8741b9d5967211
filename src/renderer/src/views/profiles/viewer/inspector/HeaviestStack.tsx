import { Copy } from 'lucide-react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { classes } from '#renderer/ui/classes.ts'
import { copyText } from '#renderer/ui/copy-text.ts'
import { formatCount } from '#renderer/ui/format.ts'
import { Section } from '#renderer/ui/Section.tsx'
import type { FrameDetails } from '#renderer/workers/profile/work.ts'
import type { FrameTable, Profile } from '#shared/profile/model.ts'
import { FunctionName } from '../FunctionName.tsx'
import type { ShownProfile } from '../shown-profile.ts'
import { nameOf, placeOf } from '../words.ts'
import styles from './inspector.module.css'

/** Frames shown on either side of the function; deeper stacks are cut in between. */
const aroundFunction = 12

export interface HeaviestStackProps {
  shown: ShownProfile
  profile: Profile
  heaviest: FrameDetails['heaviest']
}

/** The path on which the function takes most, from the root to the leaf. */
export function HeaviestStack({ shown, profile, heaviest: { frames, at } }: HeaviestStackProps) {
  const { select } = profileActions
  if (frames.length === 0) return null
  const first = Math.max(0, at - aroundFunction)
  const last = Math.min(frames.length, at + aroundFunction + 1)
  return (
    <Section title="Heaviest stack">
      {first > 0 && <p className={styles.cut}>{formatCount(first, 'calls')} above</p>}
      <ol className={styles.list}>
        {frames.slice(first, last).map((frame, place) => (
          // A function may stand there several times, each at its place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={place}>
            <button
              type="button"
              className={classes(styles.row, first + place === at && styles.here)}
              aria-current={first + place === at || undefined}
              onClick={() => select(shown.id, { frame, path: null, node: null })}
            >
              <FunctionName profile={profile} frame={frame} />
            </button>
          </li>
        ))}
      </ol>
      {last < frames.length && (
        <p className={styles.cut}>{formatCount(frames.length - last, 'calls')} below</p>
      )}
      <Button
        size="small"
        variant="ghost"
        icon={Copy}
        onClick={() => void copyText(textOf(profile.frames, frames), 'the stack')}
      >
        Copy the stack
      </Button>
    </Section>
  )
}

/** A line for each call, with its place. */
function textOf(table: FrameTable, frames: readonly number[]): string {
  return frames.map((frame) => `${nameOf(table, frame)}  ${placeOf(table, frame)}`.trimEnd()).join('\n')
}
