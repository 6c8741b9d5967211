/** How long pg_stat_activity is watched at a press: long enough to see what recurs. */
export const watchSeconds = 30
