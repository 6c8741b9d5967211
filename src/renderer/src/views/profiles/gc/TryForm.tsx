import { Gauge } from 'lucide-react'
import { useCommand } from '#renderer/stores/commands.ts'
import { useGc } from '#renderer/stores/gc.ts'
import { gcQuestionOf, isChosen, optionKey } from '#renderer/stores/gc/model.ts'
import { adviceOf, gcFormOf } from '#renderer/stores/gc/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { LoadFields } from '../load/LoadFields.tsx'
import styles from './GcPage.module.css'
import type { TryPaneProps } from './TryPane.tsx'

/** Which sizes to try on which command under which load. */
export function TryForm({ attachment: { id }, thread }: TryPaneProps) {
  const form = useGc((state) => gcFormOf(state, id))
  const advice = useGc((state) => adviceOf(state, thread))
  const { fill, tryOut } = useGc()
  const offered = advice.kind === 'ready' ? advice.advice.options : []
  const asked = gcQuestionOf(form, offered)
  const complaints = 'complaints' in asked ? asked.complaints : {}
  const canTry = 'question' in asked
  const begin = (): void => {
    if (canTry) tryOut(id, offered)
  }
  useCommand({
    id: 'gc.try',
    title: 'Try the heap sizes',
    group: 'GC',
    keys: 'Mod+Enter',
    enabled: canTry,
    run: begin,
  })
  return (
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
            hint="Without the sizes. It has to answer the load by itself: where the attached process has its port, give it another below or stop that one."
            mono
          />
          <TextField label="Folder" value={form.cwd} onChange={(cwd) => fill(id, { cwd })} mono />
          <TextField
            label="Environment"
            value={form.env}
            onChange={(env) => fill(id, { env })}
            rows={2}
            placeholder="PORT=3001"
            hint="NAME=value, one a line. Not kept."
            error={complaints.env}
            mono
          />
        </div>
      </Section>
      <Section title="Load of a run">
        <LoadFields
          load={form.load}
          complaints={complaints}
          onChange={(load) => fill(id, { load })}
          withTraffic={false}
        />
      </Section>
      <TextField
        label="Runs of each"
        value={form.runs}
        onChange={(runs) => fill(id, { runs })}
        error={complaints.runs}
        className={styles.short}
      />
      <div className={styles.buttons}>
        <Tooltip content="Start the runs" command="gc.try">
          <Button type="submit" variant="primary" icon={Gauge} disabled={!canTry}>
            Try
          </Button>
        </Tooltip>
      </div>
    </form>
  )
}
