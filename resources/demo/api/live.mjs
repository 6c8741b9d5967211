import { WebSocketServer } from 'ws'

/** The WebSocket endpoint /live: answers each message with the same message, and ticks once a second. */
export function attachLive(server) {
  const live = new WebSocketServer({ server, path: '/live', maxPayload: 64 * 1024 })
  live.on('connection', (socket) => {
    socket.on('error', () => {})
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  })
  const tick = setInterval(() => {
    const message = JSON.stringify({ tick: Date.now(), watching: live.clients.size })
    for (const socket of live.clients) socket.send(message)
  }, 1000)
  tick.unref()
}
