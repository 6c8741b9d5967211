import { Circle, CircleDot, Hexagon, Unplug } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import { useCurrentEnvironment } from '#renderer/stores/environments.ts'
import { keyOf } from '#renderer/stores/node-attachments/model.ts'
import { useNodeAttachments } from '#renderer/stores/node-attachments.ts'
import { shownAttachment } from '#renderer/stores/node-attachments/store.ts'
import { useNodeProcesses } from '#renderer/stores/node-processes.ts'
import {
  type AttachedRow,
  groupsOf,
  type TargetRow,
  titleOfProcess,
} from '#renderer/stores/node-processes/groups.ts'
import { addressText } from '#renderer/ui/address.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { AttachInput } from '#shared/contract/node/attachments.ts'
import type { NodeProcess } from '#shared/contract/node/processes.ts'
import styles from './ProcessList.module.css'
import { ProcessRow } from './ProcessRow.tsx'
import { addressOf, factsOf, linesOf, portsOf, refusalOf } from './words.ts'

export interface ProcessListProps {
  /** Called when one is attached or chosen. */
  onChosen?: (() => void) | undefined
  /** The element that scrolls; its first row takes the focus from the filter. */
  listRef?: Ref<HTMLDivElement>
}

/** What is attached, the environment's Node targets, the Node processes of this machine. */
export function ProcessList({ onChosen, listRef }: ProcessListProps) {
  const environment = useCurrentEnvironment()
  const attachments = useNodeAttachments((state) => state.attachments)
  const { list, reading, failure, filter, refresh, setFilter } = useNodeProcesses()
  const groups = groupsOf({ attachments, environment, processes: list?.processes ?? [], filter })
  const { attached, targets, processes, hidden } = groups
  return (
    <div ref={listRef} className={styles.list} data-rows>
      <Group name="Attached" count={attached.length}>
        {attached.map((row) => (
          <Attached key={row.attachment.id} row={row} onChosen={onChosen} />
        ))}
      </Group>
      <Group name={`Node targets of ${environment?.name ?? ''}`} count={targets.length}>
        {targets.map((row) => (
          <OfTarget key={row.target.id} row={row} onChosen={onChosen} />
        ))}
      </Group>
      <Group name="On this machine" count={processes.length}>
        {processes.map((process) => (
          <OfMachine key={process.pid} process={process} onChosen={onChosen} />
        ))}
      </Group>
      {failure !== null && (
        <div className={styles.note}>
          <FailureBox failure={failure} onRetry={refresh} />
        </div>
      )}
      {list === null && reading && (
        <div className={styles.note}>
          <Spinner label="Looking for processes" />
        </div>
      )}
      {list !== null && processes.length === 0 && hidden === 0 && (
        <p className={styles.note}>
          {attached.length + targets.length === 0
            ? 'No Node process runs here.'
            : 'No other Node process runs here.'}
        </p>
      )}
      {hidden > 0 && (
        <p className={styles.note}>
          {formatCount(hidden)} not shown.{' '}
          <Button size="small" variant="ghost" onClick={() => setFilter('')}>
            Clear the filter
          </Button>
        </p>
      )}
      {list?.limitations.map((limitation) => (
        <p key={limitation} className={styles.note}>
          {limitation}
        </p>
      ))}
    </div>
  )
}

function Group({ name, count, children }: { name: string; count: number; children: ReactNode }) {
  if (count === 0) return null
  return (
    <section aria-label={name}>
      <h3 className={styles.group}>{name}</h3>
      <ul>{children}</ul>
    </section>
  )
}

interface RowProps {
  onChosen: (() => void) | undefined
}

function Attached({ row: { attachment, process }, onChosen }: RowProps & { row: AttachedRow }) {
  const isShown = useNodeAttachments((state) => shownAttachment(state)?.id === attachment.id)
  const choose = useNodeAttachments((state) => state.choose)
  const { id, title, state } = attachment
  const isLost = state.kind === 'lost'
  return (
    <ProcessRow
      Icon={isLost ? Unplug : CircleDot}
      title={title}
      mark={isLost ? 'lost' : process && portsOf(process)}
      lines={[{ text: isLost ? state.message : process ? factsOf(process) : addressOf(attachment) }]}
      verb="Show"
      current={isShown}
      attempt={undefined}
      onPress={() => {
        choose(id)
        onChosen?.()
      }}
      onCancel={() => {}}
    />
  )
}

function OfTarget({ row: { target, process }, onChosen }: RowProps & { row: TargetRow }) {
  return (
    <Attachable
      Icon={Hexagon}
      input={{ by: 'target', targetId: target.id }}
      title={target.name}
      mark={process && portsOf(process)}
      lines={[
        { text: addressText(target.address), mono: true },
        ...(process === undefined ? [] : [{ text: factsOf(process) }]),
      ]}
      onChosen={onChosen}
    />
  )
}

function OfMachine({ process, onChosen }: RowProps & { process: NodeProcess }) {
  return (
    <Attachable
      Icon={Circle}
      input={{ by: 'pid', pid: process.pid }}
      title={process.ours ? `${titleOfProcess(process)} (Pitwall’s own)` : titleOfProcess(process)}
      mark={portsOf(process)}
      lines={linesOf(process)}
      refusal={refusalOf(process)}
      onChosen={onChosen}
    />
  )
}

interface AttachableProps
  extends RowProps, Pick<Parameters<typeof ProcessRow>[0], 'Icon' | 'title' | 'mark' | 'lines' | 'refusal'> {
  input: AttachInput
}

function Attachable({ input, title, onChosen, ...look }: AttachableProps) {
  const key = keyOf(input)
  const attempt = useNodeAttachments((state) => state.attempts[key])
  const { attach, cancel } = useNodeAttachments()
  const press = async (): Promise<void> => {
    if (await attach(input)) onChosen?.()
  }
  return (
    <ProcessRow
      {...look}
      title={title}
      verb="Attach to"
      attempt={attempt}
      onPress={() => void press()}
      onCancel={() => cancel(key)}
    />
  )
}
