/** The Server page: how a Redis is, and what it does now. */
export { ServerPage } from './ServerPage.tsx'
