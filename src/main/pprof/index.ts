/**
 * pprof: profiles of Go services, fetched from their net/http/pprof over HTTP and kept as they come.
 * Services of this machine and the near ends of tunnels only, and HTTP targets of an environment:
 * whoever reaches /debug/pprof/ of others reads their command lines and slows them down.
 */
export { fetchPprof, type PprofInput, type PprofRooms } from './fetch.ts'
