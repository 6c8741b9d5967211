import { RotateCcw, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import { chordOf } from '#renderer/stores/chords.ts'
import { useCommands } from '#renderer/stores/commands.ts'
import { conflictsOf, keysOf, type Command } from '#renderer/stores/keymap.ts'
import { isMac } from '#renderer/stores/platform.ts'
import { chosenKeys, useSettings } from '#renderer/stores/settings.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { KeyHint } from '#renderer/ui/KeyHint.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import styles from './KeySettings.module.css'

/** Every command with its keys, to be changed by pressing others. */
export function KeySettings() {
  const known = useCommands((state) => state.known)
  const chosen = useSettings(chosenKeys)
  const setKeys = useSettings((state) => state.setKeys)
  const update = useSettings((state) => state.update)
  const [search, setSearch] = useState('')
  const save = useTask(async (_signal, id: string, keys: string | undefined) => await setKeys(id, keys))
  const reset = useTask(async () => await update({ keys: {} }))

  const wanted = search.trim().toLowerCase()
  const commands = known.filter(({ group, title }) => `${group} ${title}`.toLowerCase().includes(wanted))
  const groups = Map.groupBy(commands, (command) => command.group)
  const failure = save.failure ?? reset.failure
  return (
    <div className={styles.keys}>
      <div className={styles.tools}>
        <TextField
          label="Find a command"
          hideLabel
          placeholder="Find a command"
          value={search}
          onChange={setSearch}
          className={styles.search}
        />
        <Button
          icon={RotateCcw}
          busy={reset.busy}
          disabled={Object.keys(chosen).length === 0}
          onClick={() => reset.run()}
        >
          Reset all
        </Button>
      </div>
      {failure && <FailureBox failure={failure} />}
      {[...groups].map(([group, members]) => (
        <section key={group}>
          <h3 className={styles.group}>{group}</h3>
          <ul>
            {members.map((command) => (
              <KeyRow
                key={command.id}
                command={command}
                conflicts={conflictsOf(command, known, chosen)}
                keys={keysOf(command, chosen)}
                changed={command.id in chosen}
                onChange={(keys) => save.run(command.id, keys)}
              />
            ))}
          </ul>
        </section>
      ))}
      {commands.length === 0 && <p className={styles.none}>No command has these words.</p>}
      <p className={styles.none}>A screen’s own commands are listed once it has been opened.</p>
    </div>
  )
}

interface KeyRowProps {
  command: Command
  keys: string | undefined
  conflicts: readonly Command[]
  changed: boolean
  onChange: (keys: string | undefined) => void
}

function KeyRow({ command, keys, conflicts, changed, onChange }: KeyRowProps) {
  const [listening, setListening] = useState(false)
  return (
    <li className={styles.row}>
      <span className={styles.title}>{command.title}</span>
      {conflicts.length > 0 && (
        <span className={styles.conflict}>
          <TriangleAlert size={12} aria-hidden /> also {conflicts.map(({ title }) => `“${title}”`).join(', ')}
        </span>
      )}
      <button
        type="button"
        className={styles.chord}
        aria-pressed={listening}
        data-modal-open={listening ? '' : undefined}
        onClick={() => setListening(true)}
        onBlur={() => setListening(false)}
        onKeyDown={(event) => {
          if (!listening) return
          // Tab keeps its meaning, so that nobody is caught here.
          if (event.key === 'Tab') return
          event.preventDefault()
          event.stopPropagation()
          if (event.key === 'Escape') return setListening(false)
          const chord = chordOf(event, isMac)
          if (chord === undefined) return
          setListening(false)
          onChange(chord)
        }}
      >
        <HiddenText>Keys of {command.title}: </HiddenText>
        {listening ? 'Press keys…' : keys === undefined ? 'None' : <KeyHint keys={keys} />}
      </button>
      <IconButton
        icon={X}
        size="small"
        label={`Take the keys from ${command.title}`}
        disabled={keys === undefined}
        onClick={() => onChange('')}
      />
      <IconButton
        icon={RotateCcw}
        size="small"
        label={`Reset the keys of ${command.title}`}
        disabled={!changed}
        onClick={() => onChange(undefined)}
      />
    </li>
  )
}
