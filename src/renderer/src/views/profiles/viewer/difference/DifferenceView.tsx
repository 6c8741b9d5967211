import { useState } from 'react'
import { useProfiles } from '#renderer/stores/profiles.ts'
import type { ShownDifference } from '#renderer/stores/profiles/model.ts'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import type { Profile } from '#shared/profile/model.ts'
import { AnswerPane } from '../AnswerPane.tsx'
import { FlamePane } from '../FlamePane.tsx'
import { useSavable } from '../savable.ts'
import type { ShownProfile } from '../shown-profile.ts'
import { ChangedGrid } from './ChangedGrid.tsx'
import { DifferenceBar } from './DifferenceBar.tsx'
import { DifferenceInspector } from './DifferenceInspector.tsx'
import styles from './DifferenceView.module.css'

/** This profile against another one: the merged calls of both, and what changed function by function. */
export function DifferenceView({ shown }: { shown: ShownProfile }) {
  const { other } = shown.viewing
  const otherState = useProfiles(({ open }) => open.find((each) => each.id === other?.id)?.state)
  return (
    <>
      <DifferenceBar shown={shown} />
      {other === null ? (
        <div className={styles.middle}>
          <EmptyState title="Choose what to compare with">
            This profile is the later one. The other may be any open file, a kept profile, or another profile
            of this file; functions are told apart by name and file, so lines may have moved.
          </EmptyState>
        </div>
      ) : otherState?.kind === 'failed' ? (
        <div className={styles.middle}>
          <EmptyState title="The other profile could not be read">{otherState.failure.message}</EmptyState>
        </div>
      ) : (
        <AnswerPane shown={shown} name="difference" waiting="Comparing">
          {(value) => <Compared shown={shown} value={value} />}
        </AnswerPane>
      )}
    </>
  )
}

function Compared({ shown, value }: { shown: ShownProfile; value: ShownDifference }) {
  const { difference, layout, functions } = value
  const chart = useSavable('difference')
  // What is marked belongs to this comparison: its functions are numbered anew.
  const [marked, setMarked] = useState<{ of: ShownDifference; frame: number; node: number | null } | null>(
    null,
  )
  const own = marked?.of === value ? marked : null
  const profile = drawnOf(value)
  return (
    <>
      <SplitPane
        id="profile-difference"
        direction="vertical"
        parts={[
          {
            id: 'compared-calls',
            minSize: 120,
            children: (
              <div className={styles.chart}>
                <FlamePane
                  shown={shown}
                  layout={layout}
                  profile={profile}
                  difference={difference}
                  ref={chart}
                  direction="icicle"
                  label={`${value.names[0]} and ${value.names[1]}, compared`}
                  minimap
                  withActions={false}
                  selected={own?.node ?? null}
                  onSelect={(node) =>
                    setMarked(node === null ? null : { of: value, node, frame: layout.frameOf(node) })
                  }
                />
              </div>
            ),
          },
          {
            id: 'changed-functions',
            defaultSize: '45%',
            minSize: 120,
            children: (
              <ChangedGrid
                shown={shown}
                profile={profile}
                difference={difference}
                functions={functions}
                selected={own?.frame ?? null}
                onSelect={(frame) => setMarked(frame === null ? null : { of: value, frame, node: null })}
              />
            ),
          },
        ]}
      />
      {own !== null && (
        <DifferenceInspector
          value={value}
          profile={profile}
          frame={own.frame}
          node={own.node}
          onClose={() => setMarked(null)}
        />
      )}
    </>
  )
}

function drawnOf({ difference: { frames, categories, columns }, names }: ShownDifference): Profile {
  const none = new Int32Array(0)
  return {
    name: names.join(' and '),
    unit: columns.unit,
    categories,
    frames,
    stacks: { length: 0, frame: none, parent: none },
    samples: { length: 0, stack: none, weight: new Float64Array(0) },
  }
}
