import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './Tabs.module.css'

export interface TabsProps<Value extends string> {
  /** What the tabs are of, for screen readers. */
  label: string
  tabs: readonly { value: Value; label: ReactNode; /** A figure beside the label. */ count?: number }[]
  value: Value
  onChange: (value: Value) => void
  /** The panel of the chosen tab; it fills the height that is left. */
  children: ReactNode
  /** Controls at the end of the row of tabs. */
  actions?: ReactNode
  className?: string | undefined
}

/** Pages of one thing, one at a time. */
export function Tabs<Value extends string>({
  label,
  tabs,
  value,
  onChange,
  children,
  actions,
  className,
}: TabsProps<Value>) {
  return (
    <Base.Root
      value={value}
      // Base UI hands back one of the values given to it.
      onValueChange={(next) => onChange(next as Value)}
      className={classes(styles.tabs, className)}
    >
      <div className={styles.bar}>
        <Base.List className={styles.list} aria-label={label} activateOnFocus>
          {tabs.map((tab) => (
            <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
              {tab.label}
              {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
            </Base.Tab>
          ))}
        </Base.List>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      <Base.Panel key={value} value={value} className={styles.panel}>
        {children}
      </Base.Panel>
    </Base.Root>
  )
}
