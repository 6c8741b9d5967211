import { useEnvironments } from '#renderer/stores/environments.ts'
import { addressText, kindWords } from '#renderer/ui/address.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConnectionSteps } from '#renderer/ui/ConnectionSteps.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatTime } from '#renderer/ui/format.ts'
import { InspectorContent } from '#renderer/ui/Inspector.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { SecretState, Target } from '#shared/contract/environments.ts'
import { printPlaces } from './sentinel-places.ts'
import styles from './TargetInspector.module.css'

/** A target in the inspector: where it is, how it signs in, how the last connection test went. */
export function TargetInspector({ target, onClose }: { target: Target; onClose: () => void }) {
  const { address, secret } = target
  const facts: [string, string][] = [
    ['Kind', kindWords[address.kind]],
    ['Address', addressText(address)],
  ]
  if (address.kind === 'redis' && address.sentinel !== undefined && address.sentinel.others.length > 0) {
    facts.push(['Other Sentinels', printPlaces(address.sentinel.others)])
  }
  if (address.kind === 'postgres' || address.kind === 'redis') {
    const { mode, caFile, certFile } = address.tls
    facts.push(['TLS', caFile === undefined ? mode : `${mode}, ${caFile}`])
    if (certFile !== undefined) facts.push(['Client certificate', certFile])
    facts.push(['Password', secretWords(secret)])
  }
  return (
    <InspectorContent title={target.name} onClose={onClose}>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3 className={styles.heading}>Connection</h3>
      <TestResult target={target} />
    </InspectorContent>
  )
}

function TestResult({ target }: { target: Target }) {
  const result = useEnvironments((state) => state.tests[target.id])
  const test = useEnvironments((state) => state.test)
  const cancel = useEnvironments((state) => state.cancelTest)
  const again = (): void => void test(target)
  switch (result?.kind) {
    case 'running':
      return (
        <div className={styles.result}>
          <p className={styles.running}>
            <Spinner label="Testing the connection" /> Connecting…
          </p>
          <Button size="small" onClick={() => cancel(target.id)}>
            Cancel
          </Button>
        </div>
      )
    case 'done':
      return (
        <div className={styles.result}>
          <ConnectionSteps diagnosis={result.diagnosis} />
          <p className={styles.when}>Tested at {formatTime(result.at)}</p>
          <Button size="small" onClick={again}>
            Test again
          </Button>
        </div>
      )
    case 'failed':
      return <FailureBox failure={result.failure} onRetry={again} />
    case 'none':
    case undefined:
      return (
        <div className={styles.result}>
          <p className={styles.when}>Not tested since Pitwall opened.</p>
          <Button size="small" onClick={again}>
            Test connection
          </Button>
        </div>
      )
  }
}

function secretWords(secret: SecretState): string {
  switch (secret.kind) {
    case 'none':
      return 'None'
    case 'saved':
      return 'In the system’s key store'
    case 'session':
      return secret.present
        ? 'In memory until Pitwall stops'
        : 'Forgotten when Pitwall stopped; type it again'
    case 'variable':
      return `From $${secret.name}${secret.present ? '' : ', which is not set'}`
  }
}
