import {
  CircleCheck,
  CircleHelp,
  CircleSlash2,
  Droplets,
  Eye,
  OctagonAlert,
  Search,
  type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useLeakWatches } from '#renderer/stores/leak-watches.ts'
import { useLeak } from '#renderer/stores/leak.ts'
import type { LeakRun } from '#renderer/stores/leak/model.ts'
import { formatTime } from '#renderer/ui/format.ts'
import { moveBetweenRows } from '#renderer/ui/move-between-rows.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import type { LeakVerdict } from '#shared/contract/node/leak.ts'
import styles from './LeakList.module.css'
import { runWords, watchWords } from './words.ts'

export const verdictIcons: Readonly<Record<LeakVerdict['verdict'], LucideIcon>> = {
  leak: Droplets,
  'no leak': CircleCheck,
  inconclusive: CircleHelp,
}

/** Looking anew, the watch, and the runs of this window. */
export function LeakList({ attachment }: { attachment: Attachment | undefined }) {
  const { shown, runs, show } = useLeak()
  const watch = useLeakWatches(({ watches }) => (attachment ? watches[attachment.id] : undefined))
  return (
    <ul className={styles.list} aria-label="Runs">
      {attachment && (
        <>
          <Entry
            icon={<Search size={14} aria-hidden />}
            title="Look for a leak"
            facts="With rounds of equal load"
            current={shown.kind === 'form'}
            onPress={() => show({ kind: 'form' })}
          />
          <Entry
            icon={<Eye size={14} aria-hidden />}
            title="Keep watching"
            facts={watch === undefined ? 'Off' : watchWords[watch.state]}
            tone={watch?.state === 'growing' ? 'danger' : undefined}
            current={shown.kind === 'watch'}
            onPress={() => show({ kind: 'watch' })}
          />
        </>
      )}
      {runs.map((run) => (
        <Entry
          key={run.id}
          icon={<RunIcon run={run} />}
          title={run.title}
          facts={`${runWords(run)} · ${formatTime(run.startedAt)}`}
          current={shown.kind === 'run' && shown.id === run.id}
          onPress={() => show({ kind: 'run', id: run.id })}
        />
      ))}
    </ul>
  )
}

function RunIcon({ run: { state } }: { run: LeakRun }) {
  if (state.kind === 'running') return <Spinner />
  const Icon =
    state.kind === 'ended'
      ? verdictIcons[state.verdict.verdict]
      : state.kind === 'failed'
        ? OctagonAlert
        : CircleSlash2
  return <Icon size={14} aria-hidden />
}

interface EntryProps {
  icon: ReactNode
  title: string
  facts: string
  tone?: 'danger' | undefined
  current: boolean
  onPress: () => void
}

function Entry({ icon, title, facts, tone, current, onPress }: EntryProps) {
  return (
    <li>
      <button
        type="button"
        data-row
        className={styles.item}
        aria-current={current || undefined}
        onKeyDown={moveBetweenRows}
        onClick={onPress}
      >
        <span className={styles.icon} data-tone={tone}>
          {icon}
        </span>
        <span className={styles.text}>
          <span className={styles.name}>{title}</span>
          <span className={styles.facts} data-tone={tone}>
            {facts}
          </span>
        </span>
      </button>
    </li>
  )
}
