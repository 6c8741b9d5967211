import type { Finding } from '#shared/contract/finding.ts'
import { count } from '#main/wording.ts'
import type { InfoFigures } from '../info/info-figures.ts'
import { type Diagnosis, figure, optionalFigure, type Section, type Settings } from '../section.ts'
import type { Server } from '../server.ts'

/** Who comes in; no password is ever asked for. */
export const security: Section = {
  id: 'security',
  title: 'Access',
  async examine({ server, info, settings }) {
    const names = ['bind', 'protected-mode', 'port'] as const
    return judgeSecurity(server.isTold ? info('stats') : undefined, server, await settings(...names))
  },
}

export function judgeSecurity(info: InfoFigures | undefined, server: Server, settings: Settings): Diagnosis {
  const bind = settings.get('bind')
  const isProtected = settings.get('protected-mode')
  const isTold = bind !== undefined && isProtected !== undefined
  const isReachable = isTold && settings.get('port') !== '0' && !isLoopbackOnly(bind)
  const isOpen = server.isOpenDoor && isReachable && isProtected === 'no'
  const findings: Finding[] = isOpen
    ? [
        {
          id: 'no-password',
          kind: 'no-password',
          severity: 'medium',
          title: 'Whoever reaches the server may do everything',
          detail: `Pitwall came in without a password, protected-mode is off, and the server listens on ${bind === '' ? 'every address' : bind}. Who can run commands on a Redis can also write files on its machine.`,
          advice:
            'Give the default user a password (ACL SETUSER default >…, or requirepass), or listen on loopback or a private address alone. In a container that only this machine reaches it may be meant so.',
          subject: { kind: 'setting', name: 'protected-mode' },
          evidence: [
            { label: 'Password', value: 'none wanted' },
            { label: 'protected-mode', value: 'no' },
            { label: 'bind', value: bind === '' ? 'every address' : bind },
          ],
          evidenceSql: 'CONFIG GET protected-mode',
          proposals: [],
        },
      ]
    : []
  return {
    summary: isOpen
      ? 'The server is open to everybody who reaches it.'
      : server.isOpenDoor
        ? isTold
          ? 'The server wants no password, and only this machine or a protected network reaches it.'
          : 'The server wants no password; who can reach it is not seen.'
        : 'The server wants a password or a certificate.',
    figures: [
      figure('Pitwall came in', server.isOpenDoor ? 'without a password' : `as ${server.user}`),
      ...(bind === undefined ? [] : [figure('bind', bind === '' ? 'every address' : bind)]),
      ...(isProtected === undefined ? [] : [figure('protected-mode', isProtected)]),
      ...optionalFigure('Refused logins', info?.sum('acl_access_denied_auth'), count),
      ...optionalFigure('Commands refused by the ACL', info?.sum('acl_access_denied_cmd'), count),
      ...optionalFigure('Keys refused by the ACL', info?.sum('acl_access_denied_key'), count),
    ],
    tables: [],
    findings,
    ...(server.isOpenDoor && !isTold ? { unknown: true } : {}),
  }
}

/** `127.0.0.1 -::1`: the minus lets the address be missing. */
function isLoopbackOnly(bind: string): boolean {
  const addresses = bind.split(/\s+/).filter(Boolean)
  return addresses.length > 0 && addresses.every((address) => /^-?(127\.|::1$|localhost$)/.test(address))
}
