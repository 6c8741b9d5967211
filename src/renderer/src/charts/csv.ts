/** What charts and tables are saved as, by the same rules as the worker of a profile. */
export { csvOfRows, figure, quoted } from '#shared/csv.ts'
