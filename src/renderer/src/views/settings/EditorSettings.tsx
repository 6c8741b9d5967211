import { useEffect, useState } from 'react'
import { useEditors } from '#renderer/stores/editors.ts'
import { useSettings } from '#renderer/stores/settings.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import { commandWords } from '#shared/command-words.ts'
import type { Settings } from '#shared/contract/app.ts'
import styles from './SettingsView.module.css'

/** The choice of a command that is none of those found. */
const OTHER = 'other'
/** As the contract's schema has it. */
const LONGEST_COMMAND = 1000

/** Which editor shows the source location of a frame: one that was found, or any command. */
export function EditorSettings({ settings }: { settings: Settings }) {
  const found = useEditors((state) => state.found)
  const failure = useEditors((state) => state.failure)
  const look = useEditors((state) => state.look)
  useEffect(() => void look(), [look])

  // Chosen, with the command still as it was.
  const [isOther, setIsOther] = useState(false)
  // Until it is kept; then the field shows what is stored.
  const [typed, setTyped] = useState<string>()
  const command = typed ?? settings.editor
  const update = useSettings((state) => state.update)
  const save = useTask(async (_signal, editor: string) => {
    await update({ editor })
    setTyped((now) => (now?.trim() === editor ? undefined : now))
    setIsOther(false)
  })
  const error = problemOf(command)
  const keep = (): void => {
    if (typed !== undefined && error === undefined) save.run(typed.trim())
  }

  const known = found ?? []
  const isListed = settings.editor === '' || known.some((editor) => editor.command === settings.editor)
  return (
    <div className={styles.editor}>
      <Select
        label="Editor"
        options={[
          { value: '', label: 'None', description: 'Source locations are copied.' },
          ...known.map((editor) => ({ value: editor.command, label: editor.title })),
          { value: OTHER, label: 'Another command' },
        ]}
        value={isListed && !isOther ? settings.editor : OTHER}
        onChange={(chosen) => {
          setIsOther(chosen === OTHER)
          if (chosen === OTHER) return
          setTyped(undefined)
          save.run(chosen)
        }}
      />
      <div onBlur={keep}>
        <TextField
          label="Command"
          mono
          value={command}
          placeholder="code --goto {file}:{line}:{column}"
          hint="A program and its arguments; {file}, {line} and {column} become the location. No shell is involved."
          error={error}
          onChange={setTyped}
          onKeyDown={(event) => {
            if (event.key === 'Enter') keep()
          }}
        />
      </div>
      {failure && <FailureBox failure={failure} onRetry={() => void look()} />}
      {save.failure && <FailureBox failure={save.failure} />}
    </div>
  )
}

/** Why a command cannot be kept. */
function problemOf(command: string): string | undefined {
  if (command.length > LONGEST_COMMAND) return `At most ${LONGEST_COMMAND} characters.`
  try {
    const [program = ''] = commandWords(command)
    return /\{(?:file|line|column)\}/.test(program) ? 'The program itself comes first.' : undefined
  } catch {
    return 'A quote is not closed.'
  }
}
