import { Camera, Cpu, MemoryStick, Recycle, SlidersHorizontal, Diff } from 'lucide-react'
import { useState } from 'react'
import { useCommand } from '#renderer/stores/commands.ts'
import { useNodeLive } from '#renderer/stores/node-live.ts'
import { type ThreadRef, threadKey } from '#renderer/stores/node-live/store.ts'
import { compareSnapshots, useNodeRecording } from '#renderer/stores/node-recording.ts'
import { type RecordingKind, settingsOf } from '#renderer/stores/node-recording/model.ts'
import { recordingOf } from '#renderer/stores/node-recording/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConfirmDialog } from '#renderer/ui/ConfirmDialog.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Popover } from '#renderer/ui/Popover.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import { useGuardOf } from '../../attachment/guard.ts'
import { CollectionLine } from './CollectionLine.tsx'
import styles from './RecordBar.module.css'
import { RecordingLine } from './RecordingLine.tsx'
import { SettingsFields } from './SettingsFields.tsx'
import { overheadOf, settingsWords } from './words.ts'

/** What stops the process for a while, and is asked for where the guard says so. */
type Stopping = 'snapshot' | 'collect'

const questions: Record<Stopping, { title: string; action: string; words: string }> = {
  snapshot: {
    title: 'Take a heap snapshot?',
    action: 'Take the snapshot',
    words: 'The process stands still until it is written: about a second for each 100 MiB of its heap.',
  },
  collect: {
    title: 'Collect the garbage?',
    action: 'Collect',
    words: 'The process stands still until that is done, mostly well under a second.',
  },
}

interface RecordBarProps {
  attachment: Attachment
  thread: ThreadRef
}

/** Recording a thread, what that costs, and what goes on. */
export function RecordBar({ attachment, thread }: RecordBarProps) {
  const { choice, start } = useNodeRecording()
  const snapshots = useNodeRecording((state) => state.snapshots[threadKey(thread)])
  const isRunning = {
    cpu: useNodeRecording((state) => recordingOf(state, thread, 'cpu').kind === 'running'),
    heap: useNodeRecording((state) => recordingOf(state, thread, 'heap').kind === 'running'),
    snapshot: useNodeRecording((state) => recordingOf(state, thread, 'snapshot').kind === 'running'),
  }
  const isCollecting = useNodeLive((state) => state.collecting[threadKey(thread)]?.kind === 'running')
  const collect = useNodeLive((state) => state.collect)
  const guarded = useGuardOf(attachment)
  const [asking, setAsking] = useState<Stopping | null>(null)
  const refusal = guarded?.refusal
  const before = snapshots?.at(-2)
  const after = snapshots?.at(-1)

  const stopIt = (what: Stopping, confirmation?: string): void => {
    setAsking(null)
    if (what === 'snapshot') start(thread, 'snapshot', confirmation)
    else void collect(thread, confirmation)
  }
  const ask = (what: Stopping): void => {
    if (guarded?.guard === 'confirm') setAsking(what)
    else stopIt(what)
  }
  const sample = (kind: 'cpu' | 'heap'): void => start(thread, kind)
  const canSample = (kind: 'cpu' | 'heap'): boolean =>
    !isRunning[kind] && settingsOf(kind, choice) !== undefined
  const canSnapshot = refusal === undefined && !isRunning.snapshot
  const canCollect = refusal === undefined && !isCollecting

  const group = 'Recordings'
  useCommand({
    id: 'recordings.cpu',
    title: 'Record the CPU',
    group,
    keys: 'C',
    enabled: canSample('cpu'),
    run: () => sample('cpu'),
  })
  useCommand({
    id: 'recordings.heap',
    title: 'Record allocations',
    group,
    keys: 'H',
    enabled: canSample('heap'),
    run: () => sample('heap'),
  })
  useCommand({
    id: 'recordings.snapshot',
    title: 'Take a heap snapshot',
    group,
    keys: 'S',
    enabled: canSnapshot,
    run: () => ask('snapshot'),
  })
  useCommand({
    id: 'recordings.collect',
    title: 'Collect garbage',
    group,
    keys: 'X',
    enabled: canCollect,
    run: () => ask('collect'),
  })

  return (
    <div className={styles.place}>
      <div className={styles.bar} role="toolbar" aria-label="Recording">
        <div className={styles.pair}>
          <Tooltip content="Where the time is spent" command="recordings.cpu">
            <Button size="small" icon={Cpu} disabled={!canSample('cpu')} onClick={() => sample('cpu')}>
              Record CPU
            </Button>
          </Tooltip>
          <Cost words={settingsWords('cpu', choice)} overhead={overheadOf('cpu', choice)} />
        </div>
        <div className={styles.pair}>
          <Tooltip content="Who allocates memory" command="recordings.heap">
            <Button
              size="small"
              icon={MemoryStick}
              disabled={!canSample('heap')}
              onClick={() => sample('heap')}
            >
              Record heap
            </Button>
          </Tooltip>
          <Cost words={settingsWords('heap', choice)} overhead={overheadOf('heap', choice)} />
        </div>
        <Popover
          title="How to record"
          align="center"
          trigger={<IconButton icon={SlidersHorizontal} label="How to record" size="small" />}
        >
          <SettingsFields />
        </Popover>
        <div className={styles.end}>
          {before && after && (
            <Tooltip content="What came and went between the last two snapshots">
              <Button
                size="small"
                variant="ghost"
                icon={Diff}
                onClick={() => compareSnapshots(before, after)}
              >
                Compare
              </Button>
            </Tooltip>
          )}
          <Tooltip
            content="All that is alive and what holds it; the process stands still meanwhile"
            command="recordings.snapshot"
          >
            <Button size="small" icon={Camera} disabled={!canSnapshot} onClick={() => ask('snapshot')}>
              Take snapshot
            </Button>
          </Tooltip>
          <Tooltip content="Have it collect all its garbage now" command="recordings.collect">
            <Button
              size="small"
              icon={Recycle}
              busy={isCollecting}
              disabled={!canCollect}
              onClick={() => ask('collect')}
            >
              Collect garbage
            </Button>
          </Tooltip>
        </div>
      </div>
      {refusal !== undefined && (
        <p className={styles.refusal}>{refusal} Snapshots and collections are off.</p>
      )}
      {kinds.map((kind) => (
        <RecordingLine key={kind} thread={thread} kind={kind} />
      ))}
      <CollectionLine thread={thread} />
      {asking !== null && (
        <ConfirmDialog
          open
          onClose={() => setAsking(null)}
          onConfirm={(typed) => stopIt(asking, typed)}
          title={questions[asking].title}
          action={questions[asking].action}
          variant="primary"
          typeToConfirm={guarded?.name}
        >
          {questions[asking].words}
        </ConfirmDialog>
      )}
    </div>
  )
}

const kinds: readonly RecordingKind[] = ['cpu', 'heap', 'snapshot']

/** How it would be recorded, and what that is expected to take of the throughput. */
function Cost({ words, overhead }: { words: string; overhead: string | undefined }) {
  return (
    <span className={styles.cost}>
      <span>{words}</span>
      {overhead !== undefined && <span>costs {overhead}</span>}
    </span>
  )
}
