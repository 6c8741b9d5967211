import type { Bytes } from '#shared/units.ts'
import type { InfoFigures } from '../../info/info-figures.ts'

/** What the hash tables of the databases take, as MEMORY STATS tells. */
export interface TableBytes {
  keys: Bytes
  expiries: Bytes
}

export interface MemoryPart {
  name: string
  size: Bytes
}

/** What the used memory is for, the largest first; parts that the server does not tell are left out. */
export function memoryParts(info: InfoFigures, tables: TableBytes | undefined): MemoryPart[] {
  const told = fields.flatMap(({ name, field }): MemoryPart[] => {
    const size = info.sum(field)
    return size === undefined ? [] : [{ name, size }]
  })
  const ofTables = tables
    ? [
        { name: 'Table of keys', size: tables.keys },
        { name: 'Table of expiries', size: tables.expiries },
      ]
    : []
  const parts = [...told, ...ofTables]
  const overhead = info.sum('used_memory_overhead')
  const known = parts.reduce((total, { name, size }) => (name === 'Data' ? total : total + size), 0)
  // What the server counts to its overhead and tells no name of.
  const rest = overhead === undefined || !tables ? 0 : overhead - known
  return [...parts, { name: 'Other overhead', size: rest }]
    .filter(({ size }) => size > 0)
    .toSorted((a, b) => b.size - a.size)
}

const fields: readonly { name: string; field: string }[] = [
  { name: 'Data', field: 'used_memory_dataset' },
  { name: 'The server itself, empty', field: 'used_memory_startup' },
  { name: 'Buffers of clients', field: 'mem_clients_normal' },
  { name: 'Buffers of replicas', field: 'mem_clients_slaves' },
  { name: 'Replication backlog', field: 'mem_replication_backlog' },
  { name: 'Buffer of the AOF', field: 'mem_aof_buffer' },
  { name: 'Links of the cluster', field: 'mem_cluster_links' },
  // Until 7.0 the field holds the memory of Lua itself, which is not among the used.
  { name: 'Scripts', field: 'used_memory_scripts_eval' },
  { name: 'Functions', field: 'used_memory_functions' },
]
