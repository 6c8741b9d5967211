/** What the desktop shell writes on a line of its own, on standard output, once its window shows. */
export const DESKTOP_READY_LINE = 'pitwall: window open'
