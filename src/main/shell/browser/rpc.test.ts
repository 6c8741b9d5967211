import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { os } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Router } from '#main/router.ts'
import { openRpcSockets } from './rpc.ts'

const BEAT = 40

let port = 0
let close = (): void => {}
beforeEach(async () => {
  // No call is made here: any router will do.
  const sockets = openRpcSockets(os.router({}) as unknown as Router, BEAT)
  const server = createServer()
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  port = address.port
  close = () => {
    sockets.close()
    server.close()
  }
})
afterEach(() => close())

/** A WebSocket by hand: one that answers no ping. */
async function openRaw(): Promise<{ socket: Socket; ended: () => boolean; pings: () => number }> {
  const socket = connect({ host: '127.0.0.1', port })
  socket.write(
    [
      'GET /rpc HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '\r\n',
    ].join('\r\n'),
  )
  await new Promise((resolve) => socket.once('data', resolve))
  let [hasEnded, pings] = [false, 0]
  socket.on('data', (chunk: Buffer) => {
    if (chunk[0] === 0x89) pings += 1
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    hasEnded = true
  })
  return { socket, ended: () => hasEnded, pings: () => pings }
}

test('a page that vanished without closing is let go', async () => {
  const { ended } = await openRaw()
  await expect.poll(ended).toBe(true)
})

test('a page in the middle of a long message is not, though it answers no ping', async () => {
  const { socket, ended, pings } = await openRaw()
  // The head of a masked text frame of 100,000 bytes; they follow one at a time.
  socket.write(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 1, 0x86, 0xa0, 0, 0, 0, 0]))
  const sending = setInterval(() => socket.write('x'), BEAT / 8)
  await expect.poll(pings, { timeout: 10_000 }).toBeGreaterThan(8)
  expect(ended()).toBe(false)
  clearInterval(sending)
  await expect.poll(ended).toBe(true)
})
