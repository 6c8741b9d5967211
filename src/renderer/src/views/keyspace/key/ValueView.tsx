import type { ReactNode } from 'react'
import { formatSpan } from '#renderer/ui/format.ts'
import type { ShownValue, ValuePage } from '#shared/contract/redis/key.ts'
import { ShownText } from './ShownText.tsx'
import styles from './ValueView.module.css'

/** A value as its type wants it. */
export function ValueView({ page }: { page: ValuePage }) {
  switch (page.type) {
    case 'string':
      return (
        <div className={styles.string}>
          <ShownText value={page.value} whole />
        </div>
      )
    case 'hash': {
      const withTtl = page.entries.some(({ ttlMs }) => ttlMs !== null)
      return (
        <Table columns={withTtl ? ['Field', 'Value', 'TTL'] : ['Field', 'Value']}>
          {page.entries.map(({ field, value, ttlMs }, at) => (
            // A hash may show a field twice while it is changed between two pages.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={at}>
              <Cell value={field} />
              <Cell value={value} />
              {withTtl && <td className={styles.figure}>{ttlMs === null ? 'none' : formatSpan(ttlMs)}</td>}
            </tr>
          ))}
        </Table>
      )
    }
    case 'list':
      return (
        <Table columns={['Index', 'Item']}>
          {page.items.map(({ index, value }) => (
            <tr key={index}>
              <td className={styles.figure}>{index}</td>
              <Cell value={value} />
            </tr>
          ))}
        </Table>
      )
    case 'set':
      return (
        <Table columns={['Member']}>
          {page.members.map((member, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- members may come twice
            <tr key={at}>
              <Cell value={member} />
            </tr>
          ))}
        </Table>
      )
    case 'zset':
      return (
        <Table columns={['Score', 'Member']}>
          {page.members.map(({ member, score }, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- members may come twice
            <tr key={at}>
              <td className={styles.figure}>{score}</td>
              <Cell value={member} />
            </tr>
          ))}
        </Table>
      )
    case 'stream':
      return (
        <>
          {page.groups.length > 0 && (
            <Table columns={['Group', 'Consumers', 'Pending']}>
              {page.groups.map(({ name, consumers, pending }) => (
                <tr key={name}>
                  <td>{name}</td>
                  <td className={styles.figure}>{consumers}</td>
                  <td className={styles.figure}>{pending}</td>
                </tr>
              ))}
            </Table>
          )}
          <Table columns={['Entry', 'Field', 'Value']}>
            {page.entries.flatMap(({ id, fields }) =>
              fields.map(({ field, value }, at) => (
                // An entry may have a field twice.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={`${id} ${at}`}>
                  <td className={styles.id}>{at === 0 ? id : ''}</td>
                  <Cell value={field} />
                  <Cell value={value} />
                </tr>
              )),
            )}
          </Table>
        </>
      )
    case 'other':
      return (
        <p className={styles.other}>
          A value of the module type <code>{page.name}</code>. What it holds is for the module’s own commands
          to say.
        </p>
      )
  }
}

function Table({ columns, children }: { columns: readonly string[]; children: ReactNode }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

function Cell({ value }: { value: ShownValue }) {
  return (
    <td>
      <ShownText value={value} />
    </td>
  )
}
