/**
 * The Queries view: pinned pages about the chosen Postgres (what runs on it, and what each of `home/`
 * adds), then statements to explain on a Postgres and plans from elsewhere, each in a tab. A
 * plan is shown as an icicle chart, a tree table, the raw text and its statement, with findings and
 * an inspector of the selected node; hover and selection follow through all of them. State and work
 * are in `stores/queries.ts`, those of the pages in stores of their own.
 */
export { QueriesView } from './QueriesView.tsx'
