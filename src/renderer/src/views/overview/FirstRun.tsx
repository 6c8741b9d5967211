import { FindTargets } from '#renderer/views/environments/index.ts'
import { DemoPanel } from './DemoPanel.tsx'
import styles from './FirstRun.module.css'

/** The first screen there is: the demo, or a connection of one's own. */
export function FirstRun() {
  return (
    <div className={styles.screen}>
      <h1 className={styles.title}>What shall we look at?</h1>
      <div className={styles.ways}>
        <section aria-labelledby="first-demo" className={styles.way}>
          <h2 id="first-demo">The demo</h2>
          <p className={styles.text}>
            A shop on a real Postgres with over two million rows, a Redis and a Node API, under light traffic,
            with problems planted to be found. It runs on this machine, needs no Docker, and stops with
            Pitwall.
          </p>
          <DemoPanel prominent />
        </section>
        <section aria-labelledby="first-own" className={styles.way}>
          <h2 id="first-own">Your own</h2>
          <p className={styles.text}>Nothing is changed by looking. Passwords never leave this machine.</p>
          <FindTargets environmentId={undefined} />
        </section>
      </div>
    </div>
  )
}
