import { PanelBottom } from 'lucide-react'
import { keysViews, type KeysView } from '#renderer/stores/keyspace/choices.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import type { ShownKeyspace } from './use-shown.ts'
import styles from './ViewBar.module.css'

/** Names of the views; their keys are the digits in this order. */
export const viewNames: Record<KeysView, string> = {
  flame: 'Flame',
  treemap: 'Treemap',
  table: 'Table',
  expiry: 'Expiry',
  sizes: 'Sizes',
  access: 'Last use',
  top: 'Top keys',
}

/** Views whose width or height is a figure that can be chosen. */
const measured: ReadonlySet<KeysView> = new Set(['flame', 'treemap', 'expiry', 'sizes', 'access'])

/** How the analysis is shown. */
export function ViewBar({ shown: { choices, choose } }: { shown: ShownKeyspace }) {
  const { view, metric, colouring } = choices
  return (
    <div className={styles.bar}>
      <SegmentedControl
        label="View"
        size="small"
        options={keysViews.map((value) => ({ value, label: viewNames[value] }))}
        value={view}
        onChange={(next) => choose({ view: next })}
      />
      <div className={styles.end}>
        {measured.has(view) && (
          <SegmentedControl
            label="By"
            size="small"
            options={[
              { value: 'bytes', label: 'Bytes' },
              { value: 'keys', label: 'Keys' },
            ]}
            value={metric}
            onChange={(next) => choose({ metric: next })}
          />
        )}
        {(view === 'flame' || view === 'treemap') && (
          <SegmentedControl
            label="Colour"
            size="small"
            options={[
              { value: 'ttl', label: 'By TTL' },
              { value: 'type', label: 'By type' },
            ]}
            value={colouring}
            onChange={(next) => choose({ colouring: next })}
          />
        )}
        <IconButton
          icon={PanelBottom}
          label="Findings"
          command="keyspace.findings"
          size="small"
          pressed={choices.findingsOpen}
          onClick={() => choose({ findingsOpen: !choices.findingsOpen })}
        />
      </div>
    </div>
  )
}
