import { describe, expect, it } from 'vitest'
import { readListening, readStartTicks, readStatus } from './status.ts'

const status = (caught: string, state = 'S (sleeping)') =>
  `Name:\tnode\nState:\t${state}\nPPid:\t41\nUid:\t1000\t1000\t1000\t1000\nVmRSS:\t   52196 kB\nSigIgn:\t0000000001001000\nSigCgt:\t${caught}\n`

/** Of /proc/net/tcp. */
const row = (address: string, state: string, inode: string) =>
  `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0 100 0 0 10 0`

describe('what Linux tells of a process', () => {
  it('says whether SIGUSR1 is handled', () => {
    // As Node 24 has it, with and without --disable-sigusr1.
    expect(readStatus(status('0000000100004602'))).toEqual({
      parentPid: 41,
      userId: 1000,
      residentBytes: 52_196 * 1_024,
      handlesSignal: true,
      isZombie: false,
    })
    expect(readStatus(status('0000000100004402')).handlesSignal).toBe(false)
    expect(readStatus(status('0000000000000000')).handlesSignal).toBe(false)
    expect(readStatus('nothing').handlesSignal).toBe(false)
    expect(readStatus(status('0', 'Z (zombie)')).isZombie).toBe(true)
  })

  it('says when it started, whatever it is called', () => {
    const rest = 'S 1 31255 31251 0 -1 4194304 2611 0 13 0 6 1 0 0 20 0 12 0 3521021 855572480 11201'
    expect(readStartTicks(`31255 (node) ${rest}`)).toBe(3_521_021)
    expect(readStartTicks(`31255 (my (odd) na me) ${rest}`)).toBe(3_521_021)
  })

  it('says where it listens', () => {
    const head =
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
    const text = [
      head,
      row('0100007F:240D', '0A', '1'),
      row('00000000:1F90', '0A', '2'),
      row('0100007F:9000', '01', '3'),
      row('00000000000000000000000000000000:0BB8', '0A', '4'),
      row('00000000000000000000000001000000:0BB9', '0A', '5'),
      row('0000000000000000FFFF00000100007F:0BBA', '0A', '6'),
      row('B80D0120000000000000000000000001:0BBB', '0A', '7'),
      '',
    ].join('\n')
    expect(readListening(text).map(({ host, port, inode }) => `${host} ${port} ${inode}`)).toEqual([
      '127.0.0.1 9229 1',
      '0.0.0.0 8080 2',
      ':: 3000 4',
      '::1 3001 5',
      '127.0.0.1 3002 6',
      '2001:db8::100:0 3003 7',
    ])
  })
})
