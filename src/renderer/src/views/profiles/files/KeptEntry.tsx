import { Ellipsis, FilePen, Trash2, type LucideIcon, Cpu, MemoryStick, Copy } from 'lucide-react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { copyText } from '#renderer/ui/copy-text.ts'
import { formatBytes, formatDateTime, formatMs } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { formatNames } from '../viewer/words.ts'
import styles from './FileList.module.css'
import type { AskAboutKept } from './ways-in.ts'

/** A profile that was recorded or fetched; a press opens it. */
export function KeptEntry({ head, onAsk }: { head: ProfileHead; onAsk: AskAboutKept }) {
  const { openKept } = profileActions
  const Icon: LucideIcon = head.format === 'heapprofile' || head.format === 'heapsnapshot' ? MemoryStick : Cpu
  return (
    <li className={styles.entry}>
      <button
        type="button"
        className={styles.name}
        title={[head.name, head.source, head.settings, head.file].filter((part) => part !== '').join('\n')}
        onClick={() => openKept(head)}
      >
        <Icon size={14} aria-hidden className={styles.icon} />
        <span className={styles.text}>
          <span className={styles.entryName}>{head.name}</span>
          <span className={styles.facts}>
            {[
              formatNames[head.format],
              ...(head.durationMs > 0 ? [formatMs(head.durationMs)] : []),
              formatBytes(head.fileBytes),
            ].join(' · ')}
          </span>
          <span className={styles.facts}>{formatDateTime(head.at)}</span>
        </span>
      </button>
      <span className={styles.buttons}>
        <Menu
          trigger={<IconButton icon={Ellipsis} label={`More about ${head.name}`} size="small" />}
          groups={[
            [
              { label: 'Rename', icon: FilePen, onSelect: () => onAsk('rename', head) },
              {
                label: 'Copy the path of the file',
                icon: Copy,
                onSelect: () => void copyText(head.file, 'the path of the file'),
              },
            ],
            [{ label: 'Delete', icon: Trash2, danger: true, onSelect: () => onAsk('remove', head) }],
          ]}
        />
      </span>
    </li>
  )
}
