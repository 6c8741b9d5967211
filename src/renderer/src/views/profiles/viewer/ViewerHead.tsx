import { Info } from 'lucide-react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { MemoryNote } from './MemoryNote.tsx'
import { type ShownProfile, useKeptHead } from './shown-profile.ts'
import styles from './ViewerHead.module.css'
import { factsLine, formatNames, isOfMemory } from './words.ts'

/** What the file is, which of its profiles is shown, and the ways to save it. */
export function ViewerHead({ shown }: { shown: ShownProfile }) {
  const { file, facts, name } = shown
  const head = useKeptHead(shown)
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <h3 className={styles.name} title={name}>
          {name}
        </h3>
        {file.profiles.length > 1 && <ProfileSelect shown={shown} />}
        <span className={styles.facts} title={factsLine(facts)}>
          {formatNames[file.format]} · {factsLine(facts)}
        </span>
        <div className={styles.end}>
          <ExportMenu shown={shown} />
        </div>
      </div>
      {head !== null && (
        <div className={styles.kept}>
          <span className={styles.source}>
            {[head.source, head.settings].filter((part) => part !== '').join(' · ')}
          </span>
          <code className={styles.path} title={head.file}>
            {head.file}
          </code>
          <CopyButton text={head.file} what="the path of the file" />
        </div>
      )}
      {file.notes.length > 0 && (
        <ul className={styles.notes} aria-label="What was not taken over">
          {file.notes.map((note) => (
            <li key={note}>
              <Info size={13} aria-hidden />
              {note}
            </li>
          ))}
        </ul>
      )}
      {isOfMemory(facts, file) && <MemoryNote shown={shown} />}
    </header>
  )
}

function ProfileSelect({ shown: { id, file, viewing } }: { shown: ShownProfile }) {
  const { showProfile } = profileActions
  return (
    <Select
      label="Profile of the file"
      hideLabel
      size="small"
      className={styles.select}
      options={file.profiles.map((facts, place) => ({
        value: String(place),
        label: facts.name === '' ? `Profile ${place + 1}` : facts.name,
        description: factsLine(facts),
      }))}
      value={String(viewing.profile)}
      onChange={(place) => showProfile(id, Number(place))}
    />
  )
}
