import { endianness } from 'node:os'
import { Buffer } from 'node:buffer'
import type { Bytes } from '#shared/units.ts'

/** The number of SIGUSR1, where bit n − 1 of a mask stands for signal n. */
const SIGUSR1 = 10n

export interface ProcStatus {
  parentPid: number
  userId: number
  residentBytes: Bytes | null
  handlesSignal: boolean
  /** Ended, but its parent has not asked how. */
  isZombie: boolean
}

/** `/proc/<pid>/status`. */
export function readStatus(text: string): ProcStatus {
  const field = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, 'm').exec(text)?.[1] ?? ''
  const resident = /^(\d+) kB/.exec(field('VmRSS'))?.[1]
  const caught = field('SigCgt')
  const mask = /^[0-9a-f]+$/i.test(caught) ? BigInt(`0x${caught}`) : 0n
  return {
    parentPid: Number.parseInt(field('PPid'), 10) || 0,
    userId: Number.parseInt(field('Uid'), 10) || 0,
    residentBytes: resident === undefined ? null : Number(resident) * 1_024,
    handlesSignal: ((mask >> (SIGUSR1 - 1n)) & 1n) === 1n,
    isZombie: /^[ZX]/.test(field('State')),
  }
}

/** Field 22 of `/proc/<pid>/stat`: when it started, in ticks since the machine did. */
export function readStartTicks(text: string): number {
  // The name is in brackets and may have spaces and brackets itself.
  const rest = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return Number(rest[19])
}

export interface ProcSocket {
  host: string
  port: number
  inode: string
  userId: number
}

const LISTENS = '0A'

/** Those of `/proc/<pid>/net/tcp` or `tcp6` that listen. */
export function readListening(text: string): ProcSocket[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , userId = '', , inode = ''] = line.trim().split(/\s+/)
      const [address = '', port = ''] = local.split(':')
      if (state !== LISTENS || inode === '') return []
      return [{ host: readAddress(address), port: Number.parseInt(port, 16), inode, userId: Number(userId) }]
    })
}

/** Hexadecimal, each four bytes in the machine's own order. */
function readAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex')
  if (endianness() === 'LE') bytes.swap32()
  if (bytes.length === 4) return bytes.join('.')
  const isMapped = bytes.subarray(0, 12).equals(Buffer.from('00000000000000000000ffff', 'hex'))
  if (isMapped) return bytes.subarray(12).join('.')
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  return shorten(groups)
}

function shorten(groups: string[]): string {
  const text = groups.join(':')
  const zeros = [...text.matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)].toSorted(
    (a, b) => b[0].length - a[0].length,
  )[0]
  if (zeros === undefined) return text
  const before = text.slice(0, zeros.index).replace(/:$/, '')
  const after = text.slice(zeros.index + zeros[0].length).replace(/^:/, '')
  return `${before}::${after}`
}
