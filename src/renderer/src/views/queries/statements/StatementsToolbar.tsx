import { Columns3, FileDown, RotateCw } from 'lucide-react'
import { useRef } from 'react'
import { useCommand } from '#renderer/stores/commands.ts'
import { useStatements } from '#renderer/stores/statements.ts'
import type { Grouping } from '#renderer/stores/statements/choices.ts'
import { CheckMenu } from '#renderer/ui/CheckMenu.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SearchField } from '#renderer/ui/SearchField.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { PostgresSelect } from '../home/PostgresSelect.tsx'
import { saveCsv } from './actions.ts'
import { statementColumns } from './columns.ts'
import { RecordingControls } from './RecordingControls.tsx'
import styles from './StatementsToolbar.module.css'
import type { ShownTable } from './use-table.ts'

/** Which window is shown, how it is searched and grouped, and what else can be done with the list. */
export function StatementsToolbar({ shown }: { shown: ShownTable | null }) {
  const { autoRefresh, choose, refresh, loading, watching } = useStatements()
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Statements">
      <PostgresSelect />
      <RecordingControls source={shown?.list.source} />
      <StatementSearch />
      <div className={styles.end}>
        <GroupSelect />
        <ColumnMenu shown={shown} />
        <IconButton
          icon={FileDown}
          label="Save the statements as CSV"
          command="statements.csv"
          size="small"
          disabled={shown === null || shown.statements.length === 0}
          onClick={() => shown && saveCsv(shown)}
        />
        <Tooltip content="Read again every 5 s" command="statements.auto">
          <span className={styles.auto}>
            <Switch
              label="Auto"
              checked={autoRefresh}
              onChange={(checked) => choose({ autoRefresh: checked })}
            />
          </span>
        </Tooltip>
        <IconButton
          icon={RotateCw}
          label="Refresh"
          command="statements.refresh"
          size="small"
          aria-busy={loading || undefined}
          disabled={watching !== null}
          onClick={refresh}
        />
      </div>
    </div>
  )
}

function toTable(): void {
  document.querySelector<HTMLElement>('[data-statement-table]')?.focus()
}

function StatementSearch() {
  const search = useStatements((state) => state.search)
  const choose = useStatements((state) => state.choose)
  const field = useRef<HTMLInputElement>(null)
  useCommand({
    id: 'statements.search',
    title: 'Search the statements',
    group: 'Statements',
    keys: '/',
    run: () => field.current?.select(),
  })
  return (
    <SearchField
      label="Search the statements"
      placeholder="Search, or table:orders"
      title="Words in text, tables, role or application; “a phrase”; table:orders, role:app, app:worker, command:update"
      className={styles.search}
      inputRef={field}
      value={search}
      onChange={(text) => choose({ search: text })}
      onDone={toTable}
    />
  )
}

const groupWords: readonly { value: Grouping; label: string; description?: string }[] = [
  { value: 'none', label: 'Not grouped' },
  { value: 'table', label: 'By table', description: 'A statement stands under each table it touches' },
  { value: 'application', label: 'By application', description: 'As lately seen running it' },
  { value: 'role', label: 'By role' },
]

function GroupSelect() {
  const grouping = useStatements((state) => state.grouping)
  const choose = useStatements((state) => state.choose)
  return (
    <Select
      label="Group by"
      hideLabel
      size="small"
      className={styles.group}
      options={groupWords}
      value={grouping}
      onChange={(next) => choose({ grouping: next, folded: new Set() })}
    />
  )
}

function ColumnMenu({ shown }: { shown: ShownTable | null }) {
  const hidden = useStatements((state) => state.hidden)
  const choose = useStatements((state) => state.choose)
  const button = useRef<HTMLButtonElement>(null)
  useCommand({
    id: 'statements.columns',
    title: 'Choose the columns',
    group: 'Statements',
    keys: 'K',
    run: () => button.current?.click(),
  })
  return (
    <CheckMenu
      label="Columns"
      trigger={
        <IconButton ref={button} icon={Columns3} label="Columns" command="statements.columns" size="small" />
      }
      items={statementColumns
        .filter(({ key }) => key !== 'query')
        .map((column) => {
          const there = shown === null || column.available(shown.list)
          return {
            value: column.key,
            label: column.key === 'stddevMs' ? '± Standard deviation' : column.title,
            description: there ? column.explanation : 'This server does not tell',
            checked: !hidden.includes(column.key) && there,
            disabled: !there,
          }
        })}
      onChange={(key, checked) =>
        choose({ hidden: checked ? hidden.filter((each) => each !== key) : [...hidden, key] })
      }
    />
  )
}
