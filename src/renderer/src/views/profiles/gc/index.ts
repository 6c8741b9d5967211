/** The GC page: which sizes of V8's heap to try for a process, and trying them. */
export { GcPage } from './GcPage.tsx'
