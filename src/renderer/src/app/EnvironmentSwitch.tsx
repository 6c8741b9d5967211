import { Menu } from '@base-ui/react/menu'
import { Check, ChevronsUpDown, Server, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useCommand, useCommandKeys } from '#renderer/stores/commands.ts'
import { useCurrentEnvironment, useEnvironments } from '#renderer/stores/environments.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { formatCount } from '#renderer/ui/format.ts'
import { GuardBadge } from '#renderer/ui/GuardBadge.tsx'
import { KeyHint } from '#renderer/ui/KeyHint.tsx'
import styles from './EnvironmentSwitch.module.css'

/** Which environment is worked in and what may be changed there; opens to the others. */
export function EnvironmentSwitch() {
  const [open, setOpen] = useState(false)
  const environments = useEnvironments((state) => state.environments)
  const current = useCurrentEnvironment()
  const setEnvironment = useWorkspace((state) => state.setEnvironment)
  const openView = useWorkspace((state) => state.openView)
  const manageKeys = useCommandKeys('view.environments')

  useCommand({
    id: 'environment.switch',
    title: 'Switch environment…',
    group: 'Environment',
    keys: 'Mod+Shift+E',
    run: () => setOpen(true),
  })

  return (
    <div className={styles.switch}>
      <Menu.Root open={open} onOpenChange={setOpen}>
        <Menu.Trigger className={styles.trigger}>
          <Server size={14} aria-hidden className={styles.icon} />
          <span className={styles.name}>{current?.name ?? 'No environment'}</span>
          <ChevronsUpDown size={12} aria-hidden className={styles.icon} />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner className={styles.positioner} sideOffset={4} align="start">
            <Menu.Popup className={styles.popup}>
              {environments.length > 0 && (
                <Menu.RadioGroup
                  className={styles.group}
                  value={current?.id}
                  onValueChange={(id: string) => setEnvironment(id)}
                >
                  {environments.map(({ id, name, guard, targets }) => (
                    <Menu.RadioItem key={id} value={id} className={styles.item} closeOnClick>
                      <span className={styles.check}>
                        <Menu.RadioItemIndicator>
                          <Check size={14} aria-hidden />
                        </Menu.RadioItemIndicator>
                      </span>
                      <span className={styles.itemName}>{name}</span>
                      <span className={styles.count}>
                        {targets.length === 0
                          ? 'no targets'
                          : formatCount(targets.length, targets.length === 1 ? 'target' : 'targets')}
                      </span>
                      <GuardBadge guard={guard} />
                    </Menu.RadioItem>
                  ))}
                </Menu.RadioGroup>
              )}
              <Menu.Group className={styles.group}>
                <Menu.Item className={styles.item} onClick={() => openView('environments')}>
                  <span className={styles.check}>
                    <SlidersHorizontal size={14} aria-hidden />
                  </span>
                  <span className={styles.itemName}>Manage environments</span>
                  {manageKeys !== undefined && <KeyHint keys={manageKeys} />}
                </Menu.Item>
              </Menu.Group>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {current && <GuardBadge guard={current.guard} />}
    </div>
  )
}
