import type { Namespace } from '#shared/contract/redis/keyspace.ts'

/** Of the keys of a namespace, that have to be in named ones below it for those to be spoken of instead. */
const MOSTLY = 0.8

/**
 * The namespaces that hold one kind of thing each: `cache:page:` and `cache:price:` rather than
 * `cache:`, but `session:` rather than each of its ids. The largest first.
 */
export function resourcesOf(namespaces: readonly Namespace[]): Namespace[] {
  const children = Map.groupBy(namespaces, ({ parentId }) => parentId)
  const found: Namespace[] = []
  const visit = (namespace: Namespace): void => {
    const named = namedBelow(namespace, children)
    const inNamed = named.reduce((total, { keys }) => total + keys, 0)
    const isWhole = namespace.parentId === null
    // What was put together from several has no name to call it by.
    if (isWhole || inNamed >= MOSTLY * namespace.keys) for (const one of named) visit(one)
    else if (namespace.label !== '…') found.push(namespace)
  }
  for (const whole of children.get(null) ?? []) visit(whole)
  return found.toSorted((one, other) => other.bytes - one.bytes)
}

/** The nearest namespaces below that have a name of their own, past the parts that vary. */
function namedBelow(
  { id }: Namespace,
  children: ReadonlyMap<number | null, readonly Namespace[]>,
): Namespace[] {
  return (children.get(id) ?? []).flatMap((child) =>
    child.isVariable ? namedBelow(child, children) : [child],
  )
}

/** As people call it: `session:`. */
export function nameOf({ prefix }: Namespace): string {
  return prefix === '' ? 'the whole keyspace' : prefix
}

/** Keys and bytes of the columns that begin at or after a bound; the one before says where it begins. */
export function from(histogram: Namespace['access'], bound: number): { keys: number; bytes: number } {
  const sum = { keys: 0, bytes: 0 }
  let begins = 0
  for (const column of histogram) {
    if (begins >= bound) {
      sum.keys += column.keys
      sum.bytes += column.bytes
    }
    begins = column.until ?? Infinity
  }
  return sum
}
