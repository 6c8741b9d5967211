/** A table's name as it is shown: nearly every one is in `public`, and the name is what tells them apart. */
export function shownTable(table: string): string {
  return table.startsWith('public.') ? table.slice('public.'.length) : table
}
