import { Dialog } from '@base-ui/react/dialog'
import { Command as Menu } from 'cmdk'
import { chosenKeys, useSettings } from '#renderer/stores/settings.ts'
import { useCommands } from '#renderer/stores/commands.ts'
import { currentCommands, keysOf, type Command } from '#renderer/stores/keymap.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { KeyHint } from '#renderer/ui/KeyHint.tsx'
import styles from './Palette.module.css'

/** Every command that can be given now, found by typing. */
export function Palette() {
  const open = useWorkspace((state) => state.paletteOpen)
  const setOpen = useWorkspace((state) => state.setPaletteOpen)
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.scrim} />
        <Dialog.Popup className={styles.popup} aria-label="Commands" data-modal-open="">
          <CommandList close={() => setOpen(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function CommandList({ close }: { close: () => void }) {
  const registered = useCommands((state) => state.commands)
  const chosen = useSettings(chosenKeys)
  const commands = currentCommands(registered).filter(
    (command) => command.enabled !== false && command.id !== 'palette.open',
  )
  const groups = Map.groupBy(commands, (command) => command.group)
  const give = (command: Command): void => {
    close()
    // After the dialog has handed the focus back, so that a command may move it.
    setTimeout(() => command.run())
  }
  return (
    <Menu label="Commands" loop vimBindings={false}>
      <Menu.Input className={styles.input} placeholder="What do you want to do?" />
      <Menu.List className={styles.list}>
        <Menu.Empty className={styles.empty}>No such command.</Menu.Empty>
        {[...groups].map(([group, members]) => (
          <Menu.Group key={group} heading={group} className={styles.group}>
            {members.map((command) => (
              <Menu.Item
                key={command.id}
                value={command.id}
                keywords={[command.title, command.group]}
                className={styles.item}
                onSelect={() => give(command)}
              >
                <span className={styles.title}>{command.title}</span>
                <Keys keys={keysOf(command, chosen)} />
              </Menu.Item>
            ))}
          </Menu.Group>
        ))}
      </Menu.List>
    </Menu>
  )
}

function Keys({ keys }: { keys: string | undefined }) {
  return keys === undefined ? null : <KeyHint keys={keys} />
}
