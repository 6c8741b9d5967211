/**
 * The inspector of a Node process: Chrome's DevTools protocol over a WebSocket, on loopback only. One
 * inspector for each thread; answers are checked against schemas, waiting has an end, and what ends a
 * connection is told in a sentence. Other debuggers may be connected beside it: V8 serves them all.
 */
export { connectInspector, type ConnectOptions, type InspectorPlace } from './connect.ts'
export { evaluateIn } from './evaluate.ts'
export type { CallOptions, Inspector } from './inspector.ts'
export { createSession, type Session } from './session.ts'
