import { Gauge, X } from 'lucide-react'
import { useCommand } from '#renderer/stores/commands.ts'
import { useGc } from '#renderer/stores/gc.ts'
import { gcQuestionOf, isChosen, optionKey, type Trial } from '#renderer/stores/gc/model.ts'
import { adviceOf, gcFormOf, trialOf } from '#renderer/stores/gc/store.ts'
import type { ThreadRef } from '#renderer/stores/node-live/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatElapsed } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import { LoadFields } from '../load/LoadFields.tsx'
import styles from './GcPage.module.css'
import { ResultsPane } from './ResultsPane.tsx'
import { useFilledForm } from './use-filled-form.ts'
import { trialWords } from './words.ts'

interface TryPaneProps {
  attachment: Attachment
  thread: ThreadRef
}

/** Which sizes to try on which command under which load, and how that goes. */
export function TryPane({ attachment, thread }: TryPaneProps) {
  const { id } = attachment
  useFilledForm(attachment)
  const form = useGc((state) => gcFormOf(state, id))
  const trial = useGc((state) => trialOf(state, id))
  const advice = useGc((state) => adviceOf(state, thread))
  const { fill, tryOut, cancel } = useGc()
  const offered = advice.kind === 'ready' ? advice.advice.options : []
  const asked = gcQuestionOf(form, offered)
  const complaints = 'complaints' in asked ? asked.complaints : {}
  const isRunning = trial.kind === 'running'
  const canTry = !isRunning && 'question' in asked
  const begin = (): void => {
    if (canTry) tryOut(id, offered)
  }
  const group = 'GC'
  useCommand({
    id: 'gc.try',
    title: 'Try the heap sizes',
    group,
    keys: 'Mod+Enter',
    enabled: canTry,
    run: begin,
  })
  useCommand({
    id: 'gc.cancel',
    title: 'Cancel the trial',
    group,
    keys: 'Mod+.',
    enabled: isRunning,
    run: () => cancel(id),
  })
  return (
    <section className={styles.pane} aria-label="Try">
      <h3 className={styles.title}>Try</h3>
      {isRunning && <Running trial={trial} onCancel={() => cancel(id)} />}
      {trial.kind === 'failed' && <FailureBox failure={trial.failure} />}
      {trial.kind === 'ended' && <ResultsPane results={trial.results} />}
      <form
        className={styles.fields}
        aria-label="What to try"
        onSubmit={(event) => {
          event.preventDefault()
          begin()
        }}
      >
        <p className={styles.words}>
          Pitwall starts the command with each of the sizes in turn, several times, sends the same load and
          compares. The attached process is left alone.
        </p>
        <Section title="Sizes">
          <div className={styles.options}>
            {offered.map((option) => (
              <div key={optionKey(option)} className={styles.option}>
                <Switch
                  label={option.title}
                  hint={option.reason}
                  checked={isChosen(form, option)}
                  disabled={isRunning}
                  onChange={(chosen) => fill(id, { chosen: { ...form.chosen, [optionKey(option)]: chosen } })}
                />
                {option.flags.length > 0 && <code className={styles.flags}>{option.flags.join(' ')}</code>}
              </div>
            ))}
            <TextField
              label="Flags of your own"
              value={form.own}
              onChange={(own) => fill(id, { own })}
              placeholder="--max-semi-space-size=32"
              error={complaints.own}
              disabled={isRunning}
              mono
            />
            {complaints.options !== undefined && complaints.own === undefined && (
              <p className={styles.error}>{complaints.options}</p>
            )}
          </div>
        </Section>
        <Section title="Process">
          <div className={styles.fields}>
            <TextField
              label="Command"
              value={form.command}
              onChange={(command) => fill(id, { command })}
              placeholder="node server.mjs"
              error={form.command === '' ? undefined : complaints.command}
              hint="Without the sizes. It has to answer the load below by itself: stop the other one where it has the port."
              disabled={isRunning}
              mono
            />
            <TextField
              label="Folder"
              value={form.cwd}
              onChange={(cwd) => fill(id, { cwd })}
              disabled={isRunning}
              mono
            />
            <TextField
              label="Environment"
              value={form.env}
              onChange={(env) => fill(id, { env })}
              rows={2}
              placeholder="PORT=3001"
              hint="NAME=value, one a line. Not kept."
              error={complaints.env}
              disabled={isRunning}
              mono
            />
          </div>
        </Section>
        <Section title="Load of a run">
          <LoadFields
            load={form.load}
            complaints={complaints}
            onChange={(load) => fill(id, { load })}
            disabled={isRunning}
          />
        </Section>
        <TextField
          label="Runs of each"
          value={form.runs}
          onChange={(runs) => fill(id, { runs })}
          error={complaints.runs}
          disabled={isRunning}
          className={styles.short}
        />
        <div className={styles.buttons}>
          <Tooltip content="Start the runs" command="gc.try">
            <Button type="submit" variant="primary" icon={Gauge} busy={isRunning} disabled={!canTry}>
              Try
            </Button>
          </Tooltip>
        </div>
      </form>
    </section>
  )
}

interface RunningProps {
  trial: Extract<Trial, { kind: 'running' }>
  onCancel: () => void
}

function Running({ trial: { progress }, onCancel }: RunningProps) {
  return (
    <div className={styles.progress} role="status">
      <p>
        {trialWords(progress)}
        <span className={styles.words}>{formatElapsed(progress?.elapsedMs ?? 0)}</span>
      </p>
      <ProgressBar label="Runs" done={progress?.done ?? 0} total={1} />
      <div>
        <Button size="small" icon={X} onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  )
}
