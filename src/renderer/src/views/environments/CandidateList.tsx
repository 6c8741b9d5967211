import { Plus, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { addCandidates } from '#renderer/stores/environments/add.ts'
import { useInfo } from '#renderer/stores/info.ts'
import { addressText } from '#renderer/ui/address.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { KindIcon } from '#renderer/ui/KindIcon.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { Candidate, Discovery, Target } from '#shared/contract/environments.ts'
import styles from './CandidateList.module.css'

export interface CandidateListProps {
  discovery: Discovery
  environmentId: string | undefined
  onAdded: (targets: readonly Target[]) => void
}

/** What was found, to be chosen from and added. */
export function CandidateList({ discovery, environmentId, onAdded }: CandidateListProps) {
  const { candidates, problems } = discovery
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [done, setDone] = useState<ReadonlyMap<string, Target>>(new Map())
  const [save, setSave] = useState(false)
  const canSave = useInfo((state) => state.info?.secretStorage.kind === 'keychain')

  const open = candidates.filter(({ id }) => !done.has(id))
  const chosen = open.filter(({ id }) => !left.has(id))
  const add = useTask(async () => {
    const added = new Map(done)
    await addCandidates(chosen, {
      environmentId,
      save: canSave && save,
      onAdded: (candidate, target) => {
        added.set(candidate.id, target)
        setDone(new Map(added))
      },
    })
    onAdded([...added.values()])
  })
  const toggle = (id: string): void => {
    const next = new Set(left)
    if (!next.delete(id)) next.add(id)
    setLeft(next)
  }

  return (
    <div className={styles.found}>
      {problems.map((problem) => (
        <p key={problem} className={styles.problem}>
          <TriangleAlert size={14} aria-hidden /> {problem}
        </p>
      ))}
      {candidates.length === 0 ? (
        <EmptyState title="No targets found">
          A URL such as postgres://user@host:5432/database or redis://host:6379 is enough.
        </EmptyState>
      ) : (
        <>
          <ul className={styles.list} aria-label="Found targets">
            {open.map((candidate) => (
              <CandidateRow
                key={candidate.id}
                candidate={candidate}
                checked={!left.has(candidate.id)}
                onToggle={() => toggle(candidate.id)}
              />
            ))}
          </ul>
          {canSave && chosen.some(({ secret }) => secret.kind === 'found') && (
            <Switch
              label="Remember found passwords in the system’s key store"
              hint="Otherwise they are forgotten when Pitwall stops."
              checked={save}
              onChange={setSave}
            />
          )}
          {add.failure && <FailureBox failure={add.failure} />}
          <Button
            icon={Plus}
            variant="primary"
            busy={add.busy}
            disabled={chosen.length === 0}
            className={styles.add}
            onClick={() => add.run()}
          >
            {chosen.length === 1 ? 'Add 1 target' : `Add ${chosen.length} targets`}
          </Button>
        </>
      )}
    </div>
  )
}

interface CandidateRowProps {
  candidate: Candidate
  checked: boolean
  onToggle: () => void
}

function CandidateRow({ candidate, checked, onToggle }: CandidateRowProps) {
  const { name, address, origin, environment } = candidate
  return (
    <li>
      <label className={styles.row}>
        <input type="checkbox" checked={checked} onChange={onToggle} aria-label={`Add ${name}`} />
        <KindIcon kind={address.kind} named />
        <span className={styles.text}>
          <span className={styles.line}>
            <span className={styles.name}>{name}</span>
            <code className={styles.address}>{addressText(address)}</code>
          </span>
          <span className={styles.origin}>
            {origin} · {passwordWords(candidate)}
            {environment && ` · into ${environment.name}`}
          </span>
        </span>
      </label>
    </li>
  )
}

function passwordWords({ secret }: Candidate): string {
  switch (secret.kind) {
    case 'none':
      return 'no password'
    case 'found':
      return 'with its password'
    case 'variable':
      return `password from $${secret.name}${secret.present ? '' : ', which is not set'}`
  }
}
