import { Menu as Base } from '@base-ui/react/menu'
import type { LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'
import { KeyHint } from './KeyHint.tsx'
import styles from './Menu.module.css'

export interface MenuAction {
  label: string
  icon?: LucideIcon
  keys?: string | undefined
  /** Removes something. */
  danger?: boolean
  disabled?: boolean | undefined
  onSelect: () => void
}

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement
  /** A line stands between the groups. */
  groups: readonly (readonly MenuAction[])[]
  align?: 'start' | 'end'
}

/** A list of things to do that opens from a button. */
export function Menu({ trigger, groups, align = 'end' }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} align={align}>
          <Base.Popup className={styles.popup}>
            {groups.map((actions) => (
              <Base.Group key={actions.map(({ label }) => label).join()} className={styles.group}>
                {actions.map(({ label, icon: Icon, keys, danger, disabled, onSelect }) => (
                  <Base.Item
                    key={label}
                    className={danger === true ? styles.danger : styles.item}
                    disabled={disabled}
                    onClick={onSelect}
                  >
                    {Icon && <Icon size={14} aria-hidden className={styles.icon} />}
                    <span className={styles.label}>{label}</span>
                    {keys !== undefined && <KeyHint keys={keys} />}
                  </Base.Item>
                ))}
              </Base.Group>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
