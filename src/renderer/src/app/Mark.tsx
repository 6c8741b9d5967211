/** Pitwall's mark: a flame chart of three rows. */
export function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden>
      <rect x="2" y="3" width="16" height="4" rx="1" fill="var(--accent)" />
      <rect x="2" y="8" width="10" height="4" rx="1" fill="var(--accent)" opacity="0.75" />
      <rect x="13" y="8" width="3" height="4" rx="1" fill="var(--data-2)" />
      <rect x="2" y="13" width="6" height="4" rx="1" fill="var(--accent)" opacity="0.5" />
    </svg>
  )
}
