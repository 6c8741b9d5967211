/** The Leak page: rounds of equal load and what they say, and watching a process with the traffic it has. */
export { LeakPage } from './LeakPage.tsx'
