/** What the set-up cannot get over: one sentence for people. */
export class SetupFailure extends Error {}
