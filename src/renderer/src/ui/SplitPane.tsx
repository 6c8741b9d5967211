import { Fragment, type ReactNode } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import styles from './SplitPane.module.css'

export interface SplitPart {
  /** Names the part in the remembered layout. */
  id: string
  children: ReactNode
  /** CSS pixels as a number, or a percentage such as `'30%'`. */
  defaultSize?: number | string
  minSize?: number | string
  maxSize?: number | string
  /** Keeps its pixels when the window is resized. */
  fixed?: boolean
}

export interface SplitPaneProps {
  /** Names the remembered layout; one per place in the app. */
  id: string
  direction: 'horizontal' | 'vertical'
  /** The parts that are there now, first to last. */
  parts: readonly (SplitPart | false | undefined)[]
}

/** Parts beside or above each other with a line between that can be dragged or moved by keys. */
export function SplitPane({ id, direction, parts }: SplitPaneProps) {
  const shown = parts.filter((part) => part !== false && part !== undefined)
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `pitwall.${id}`,
    panelIds: shown.map((part) => part.id),
    onlySaveAfterUserInteractions: true,
  })
  return (
    <Group
      id={id}
      orientation={direction}
      className={styles.group}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
    >
      {shown.map((part, index) => (
        <Fragment key={part.id}>
          {index > 0 && (
            <Separator
              className={direction === 'horizontal' ? styles.columnLine : styles.rowLine}
              aria-label={`Resize ${part.id}`}
            />
          )}
          <Panel
            id={part.id}
            className={styles.panel}
            defaultSize={part.defaultSize}
            minSize={part.minSize}
            maxSize={part.maxSize}
            groupResizeBehavior={part.fixed === true ? 'preserve-pixel-size' : 'preserve-relative-size'}
          >
            {part.children}
          </Panel>
        </Fragment>
      ))}
    </Group>
  )
}
