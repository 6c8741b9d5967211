/** Ways to a process or a profile beside the list: a dialog each. */
export type Way = 'address' | 'start' | 'go'
