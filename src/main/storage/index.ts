/**
 * Storage: the one database file of the workbench in its
 * user-data folder. It makes the folder and the file, brings the tables up to date, and sets a
 * damaged or newer file aside without losing it, so that the workbench always starts. What is in
 * the tables is the business of the rooms that own them.
 */
export { homeFolder } from './home.ts'
export { openStorage, type Storage } from './open.ts'
export { inTransaction } from './transaction.ts'
