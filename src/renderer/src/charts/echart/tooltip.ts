/** What a tooltip says: as an element, since markup with style attributes would be refused by the page's policy. */
export function tooltipElement(className: string, figure: string, ...lines: string[]): HTMLElement {
  const box = document.createElement('div')
  box.className = className
  const strong = document.createElement('strong')
  strong.textContent = figure
  box.append(strong)
  for (const line of lines) {
    const span = document.createElement('span')
    span.textContent = line
    box.append(span)
  }
  return box
}
