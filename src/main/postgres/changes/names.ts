import type { Session } from '../session/session.ts'
import { findRelation } from './relations.ts'

/** NAMEDATALEN - 1 of a server as it is usually built, in bytes. */
const LONGEST = 63

/** The beginning of a name that leaves room for an ending of so many bytes. */
export function longestName(name: string, room: number): string {
  let cut = name
  while (Buffer.byteLength(cut) > LONGEST - room) cut = cut.slice(0, -1)
  return cut
}

/** The name, with a number behind it where it is taken in the schema. */
export async function freeName(session: Session, schema: string, wanted: string): Promise<string> {
  let name = wanted
  for (let number = 1; await findRelation(session, { schema, name }); number++) {
    name = longestName(wanted, String(number).length) + String(number)
  }
  return name
}
