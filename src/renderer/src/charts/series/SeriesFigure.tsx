import { ChartLine, Download, Table2 } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { saveChart, type ChartFileFormat, type SavableChart } from '../save.ts'
import type { Series } from './series.ts'
import { SeriesChart } from './SeriesChart.tsx'
import styles from './SeriesFigure.module.css'
import { SeriesTable } from './SeriesTable.tsx'

export interface SeriesFigureProps {
  series: Series
  /** Accessible name of chart and table. */
  label: string
  /** Of a saved file, without an extension. */
  fileName: string
  /** Before the buttons: what else there is to choose. */
  controls?: ReactNode
  onSaveFailed: (why: string) => void
}

const formats: readonly ChartFileFormat[] = ['png', 'svg', 'csv']

/** A chart over time with its table twin and the ways to save it. */
export function SeriesFigure({ series, label, fileName, controls, onSaveFailed }: SeriesFigureProps) {
  const [asTable, setAsTable] = useState(false)
  const chart = useRef<SavableChart>(null)
  const save = async (format: ChartFileFormat): Promise<void> => {
    if (chart.current === null) return
    try {
      await saveChart(chart.current, format, fileName)
    } catch (error) {
      onSaveFailed(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <div className={styles.figure}>
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
          <SeriesChart ref={chart} series={series} label={label} />
        </div>
        {asTable && (
          <div className={styles.table}>
            <SeriesTable series={series} label={label} />
          </div>
        )}
      </div>
    </div>
  )
}
