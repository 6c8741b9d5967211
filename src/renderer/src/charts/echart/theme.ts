/** The colours of the page, as a canvas has to be told them: it knows no CSS variables. */
export interface ChartTheme {
  /** Colours of data that can be told apart, the first the most usual. */
  data: readonly string[]
  text: string
  rule: string
  ground: string
  raised: string
  font: string
  /** Any other custom property of the page, by its name: `--flame-scan`. */
  property: (name: string) => string
}

const dataColours = 8

/** Of the theme that is on; read again when another is chosen. */
export function themeOf(place: HTMLElement): ChartTheme {
  const style = getComputedStyle(place)
  const of = (name: string): string => style.getPropertyValue(name).trim()
  return {
    data: Array.from({ length: dataColours }, (_, index) => of(`--data-${index + 1}`)),
    text: of('--text-muted'),
    rule: of('--line'),
    ground: of('--surface'),
    raised: of('--raised'),
    font: style.fontFamily,
    property: of,
  }
}

/** How numbers and names beside an axis are written. */
export function labelStyle({ text, font }: ChartTheme) {
  return { color: text, fontFamily: font, fontSize: 11 }
}

/** The room around a chart with axes. */
export const gridStyle = {
  left: 4,
  right: 14,
  top: 10,
  bottom: 4,
  outerBoundsMode: 'same',
  outerBoundsContain: 'axisLabel',
} as const

/** The box that says what is under the pointer. */
export function tooltipStyle({ raised, rule }: ChartTheme) {
  return { confine: true, backgroundColor: raised, borderColor: rule, padding: [4, 8] }
}
