/** Names a namespace in any analysis of the same keyspace: ids are of one analysis alone. */
export function namespaceKey({ prefix, label }: { prefix: string; label: string }): string {
  return `${prefix}\n${label}`
}
