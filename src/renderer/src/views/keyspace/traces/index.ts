/** The Traces page: which keys the clients of a Redis use, recorded or read from a file. */
export { TracesPage } from './TracesPage.tsx'
