/** A node's line as psql prints it, without figures: `Parallel Index Scan using a_idx on t x`. */
import { type Properties, text } from './flat-plan.ts'
import { quoteIdentifier } from './quote-identifier.ts'

export function nodeLabel(own: Properties): string {
  const parallel = own['Parallel Aware'] === true ? 'Parallel ' : ''
  const asynchronous = own['Async Capable'] === true ? 'Async ' : ''
  return `${parallel}${asynchronous}${operation(own)}${index(own)}${target(own)}`
}

function operation(own: Properties): string {
  const type = text(own, 'Node Type') ?? 'Unknown node'
  switch (type) {
    case 'Aggregate':
      return aggregate(own)
    case 'SetOp': {
      const command = text(own, 'Command')
      return `${text(own, 'Strategy') === 'Hashed' ? 'HashSetOp' : 'SetOp'}${command ? ` ${command}` : ''}`
    }
    case 'ModifyTable':
      return text(own, 'Operation') ?? type
    case 'Nested Loop':
    case 'Hash Join':
    case 'Merge Join':
      return join(type, text(own, 'Join Type'))
    case 'Foreign Scan': {
      const changes = text(own, 'Operation')
      return changes === undefined || changes === 'Select' ? type : `Foreign ${changes}`
    }
    case 'Custom Scan': {
      const provider = text(own, 'Custom Plan Provider')
      return provider === undefined ? type : `${type} (${provider})`
    }
    default:
      return type
  }
}

const aggregateNames: Record<string, string> = {
  Plain: 'Aggregate',
  Sorted: 'GroupAggregate',
  Hashed: 'HashAggregate',
  Mixed: 'MixedAggregate',
}

function aggregate(own: Properties): string {
  const mode = text(own, 'Partial Mode')
  const name = aggregateNames[text(own, 'Strategy') ?? ''] ?? 'Aggregate'
  return mode === undefined || mode === 'Simple' ? name : `${mode} ${name}`
}

function join(type: string, kind: string | undefined): string {
  if (kind === undefined || kind === 'Inner') return type
  return `${type === 'Nested Loop' ? type : type.replace(' Join', '')} ${kind} Join`
}

function index(own: Properties): string {
  const name = text(own, 'Index Name')
  if (name === undefined) return ''
  if (text(own, 'Node Type') === 'Bitmap Index Scan') return ` on ${quoteIdentifier(name)}`
  const backward = text(own, 'Scan Direction') === 'Backward' ? ' Backward' : ''
  return `${backward} using ${quoteIdentifier(name)}`
}

/** The first of these that a node has is what it reads or writes. */
const targetKeys = ['Relation Name', 'Function Name', 'Table Function Name', 'CTE Name', 'Tuplestore Name']

function target(own: Properties): string {
  const name = targetKeys.map((key) => text(own, key)).find((found) => found !== undefined)
  const schema = text(own, 'Schema')
  const alias = text(own, 'Alias')
  if (name === undefined) return alias === undefined ? '' : ` on ${quoteIdentifier(alias)}`
  const full =
    schema === undefined ? quoteIdentifier(name) : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
  return ` on ${full}${alias === undefined || alias === name ? '' : ` ${quoteIdentifier(alias)}`}`
}
