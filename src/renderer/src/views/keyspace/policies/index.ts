/** The TTL policies of a Redis: a table to edit, how the keys keep to it, and the way to make them. */
export { PoliciesPage } from './PoliciesPage.tsx'
