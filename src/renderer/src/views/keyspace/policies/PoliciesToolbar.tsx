import { ListPlus, Redo2, ScanSearch, Save, Undo2 } from 'lucide-react'
import { policiesOf, useTtlPolicies } from '#renderer/stores/ttl-policies.ts'
import { type CheckPace, isEdited, unfinishedRows } from '#renderer/stores/ttl-policies/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { RedisSelect } from '../RedisSelect.tsx'
import { addRow } from './focus.ts'
import styles from './PoliciesToolbar.module.css'

const paces: readonly { value: CheckPace; label: string; description: string }[] = [
  { value: 'gentle', label: 'Gentle', description: 'No more than the server’s other clients bear' },
  { value: 'full', label: 'Full speed', description: 'As fast as the server answers' },
]

/** What can be done with the table. */
export function PoliciesToolbar({ target }: { target: Target }) {
  const kept = useTtlPolicies((state) => policiesOf(state, target.id).kept)
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="TTL policies">
      <RedisSelect />
      {kept !== null && <Controls targetId={target.id} />}
    </div>
  )
}

function Controls({ targetId }: { targetId: string }) {
  const policies = useTtlPolicies((state) => policiesOf(state, targetId))
  const { undo, redo, save, discard, check, pace, setPace } = useTtlPolicies()
  const { past, future, rows, saving, work } = policies
  const edited = isEdited(policies)
  const unfinished = unfinishedRows(policies).length
  return (
    <>
      <Tooltip content="A row for another namespace" command="policies.add">
        <Button size="small" icon={ListPlus} onClick={() => addRow(targetId)}>
          Add policy
        </Button>
      </Tooltip>
      <IconButton
        icon={Undo2}
        label="Undo the last edit"
        command="policies.undo"
        size="small"
        disabled={past.length === 0}
        onClick={() => undo(targetId)}
      />
      <IconButton
        icon={Redo2}
        label="Redo the edit"
        command="policies.redo"
        size="small"
        disabled={future.length === 0}
        onClick={() => redo(targetId)}
      />
      <div className={styles.end}>
        <span role="status" className={styles.state}>
          {unfinished > 0 &&
            `${unfinished === 1 ? 'One row has' : `${unfinished} rows have`} something to fill in`}
          {unfinished === 0 && edited && 'Not saved yet'}
        </span>
        {edited && (
          <>
            <Button size="small" variant="ghost" onClick={() => discard(targetId)}>
              Discard
            </Button>
            <Tooltip content="Keep this table. No key is changed" command="policies.save">
              <Button
                size="small"
                icon={Save}
                variant="primary"
                busy={saving}
                disabled={unfinished > 0}
                onClick={() => void save(targetId)}
              >
                Save
              </Button>
            </Tooltip>
          </>
        )}
        <Select
          label="Pace"
          hideLabel
          size="small"
          options={paces}
          value={pace}
          onChange={setPace}
          className={styles.pace}
        />
        <Tooltip content="Count how the keys keep to the policies. Touches none" command="policies.check">
          <Button
            size="small"
            icon={ScanSearch}
            disabled={rows.length === 0 || unfinished > 0 || work.kind === 'running'}
            onClick={() => check(targetId)}
          >
            {edited ? 'Save and check' : 'Check'}
          </Button>
        </Tooltip>
      </div>
    </>
  )
}
