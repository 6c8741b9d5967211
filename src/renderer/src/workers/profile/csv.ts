/** The tables of a view as comma-separated values, by RFC 4180; figures' units stand in the head. Pure. */
import { csvOfRows } from '#shared/csv.ts'
import type { FlamePaths } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import type { FunctionTable } from '#shared/profile/tables/functions.ts'

/** Every function that was seen, the heaviest by self weight first. */
export function csvOfFunctions(profile: Profile, table: FunctionTable): string {
  const { unit, frames, categories } = profile
  const rows = [...table.frame.keys()].sort((a, b) => (table.self[b] ?? 0) - (table.self[a] ?? 0))
  return csvOfRows(
    ['name', 'file', 'line', 'column', 'category', `self (${unit})`, `total (${unit})`],
    rows.map((row) => [
      ...frameCells(frames, categories, table.frame[row] ?? -1),
      table.self[row],
      table.total[row],
    ]),
  )
}

/** Every call path, a parent before its children. */
export function csvOfPaths(profile: Profile, paths: FlamePaths): string {
  const { unit, frames, categories } = profile
  const head = ['path', 'parent', 'depth', 'name', 'file', 'line', 'column', 'category']
  function* rows(): Generator<(string | number | null | undefined)[]> {
    for (let path = 0; path < paths.length; path++) {
      const parent = paths.parent[path] ?? -1
      yield [
        path,
        parent < 0 ? null : parent,
        paths.depth[path],
        ...frameCells(frames, categories, paths.frame[path] ?? -1),
        paths.self[path],
        paths.total[path],
      ]
    }
  }
  return csvOfRows([...head, `self (${unit})`, `total (${unit})`], rows())
}

function frameCells(
  { name, file, line, column, category }: Profile['frames'],
  categories: readonly string[],
  frame: number,
): (string | number | null | undefined)[] {
  return [
    name[frame],
    file[frame],
    known(line[frame]),
    known(column[frame]),
    categories[category[frame] ?? -1],
  ]
}

function known(place: number | undefined): number | null {
  return place === undefined || place === 0 ? null : place
}
