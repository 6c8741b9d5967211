import { ChartLine, Download, Table2 } from 'lucide-react'
import { useRef, useState, type ReactNode, type Ref } from 'react'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { saveChart, type ChartFileFormat, type SavableChart } from '../save.ts'
import styles from './ChartFigure.module.css'

export interface ChartFigureProps {
  /** The chart; it hands over how it is saved. */
  renderChart: (ref: Ref<SavableChart>) => ReactNode
  /** The same as a table. */
  table: ReactNode
  /** Of a saved file, without an extension. */
  fileName: string
  /** Before the buttons: what else there is to choose. */
  controls?: ReactNode
  /** Of the chart; the usual height where it is not given. */
  height?: 'usual' | 'fill'
  onSaveFailed: (why: string) => void
}

const formats: readonly ChartFileFormat[] = ['png', 'svg', 'csv']

/** A chart with its table twin and the ways to save it. */
export function ChartFigure({
  renderChart,
  table,
  fileName,
  controls,
  height = 'usual',
  onSaveFailed,
}: ChartFigureProps) {
  const [asTable, setAsTable] = useState(false)
  const saved = useRef<SavableChart>(null)
  const save = async (format: ChartFileFormat): Promise<void> => {
    if (saved.current === null) return
    try {
      await saveChart(saved.current, format, fileName)
    } catch (error) {
      onSaveFailed(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <div className={styles.figure} data-height={height}>
      <div className={styles.bar}>
        <div className={styles.controls}>{controls}</div>
        <IconButton
          icon={asTable ? ChartLine : Table2}
          label={asTable ? 'Show as a chart' : 'Show as a table'}
          size="small"
          onClick={() => setAsTable(!asTable)}
        />
        <Menu
          trigger={<IconButton icon={Download} label="Save the chart" size="small" />}
          groups={[
            formats.map((format) => ({
              label: `Save as ${format.toUpperCase()}`,
              onSelect: () => void save(format),
            })),
          ]}
        />
      </div>
      <div className={styles.place}>
        {/* The chart stays on the page behind its table: it is what gets saved. */}
        <div className={styles.chart} data-behind={asTable || undefined}>
          {renderChart(saved)}
        </div>
        {asTable && <div className={styles.table}>{table}</div>}
      </div>
    </div>
  )
}
