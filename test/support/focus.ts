import { expect, type Locator, type Page } from '@playwright/test'

/** More than any screen has places to stop at. */
const mostStops = 250

/** Presses Tab until the element has the focus, as someone without a mouse does. */
export async function tabTo(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const page = target.page()
  await expect(target).toBeVisible()
  for (let stop = 0; stop < mostStops; stop++) {
    if (await hasFocus(target)) return
    await page.keyboard.press(key)
  }
  throw new Error(`Tab never reaches ${String(target)}.`)
}

/** Whether the element has the focus. */
async function hasFocus(target: Locator): Promise<boolean> {
  return await target.evaluate((element) => element === document.activeElement)
}

/**
 * Walks a screen with Tab, once around, and answers with the elements on which the focus could not be
 * seen: where a picture of the element with the focus is the same as one without it. Elements that
 * look alike (the same tag and classes) are looked at once, over all walks with the same `looked`.
 */
export async function unseenStops(page: Page, looked: Set<string>): Promise<string[]> {
  const unseen: string[] = []
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    // A tooltip comes and goes with the focus, and its shadow reaches what it is about.
    document.styleSheets[0]?.insertRule('[data-base-ui-portal] { visibility: hidden }')
  })
  for (let stop = 0; stop < mostStops; stop++) {
    await page.keyboard.press('Tab')
    const look = await page.evaluate(describe)
    if (look === undefined) return unseen
    if (looked.has(look.kind)) continue
    looked.add(look.kind)
    const { clip } = look
    const focused = await page.evaluateHandle(() => document.activeElement)
    const seen = await page.screenshot({ clip, animations: 'disabled' })
    await focused.evaluate((element) => element instanceof HTMLElement && element.blur())
    const bare = await page.screenshot({ clip, animations: 'disabled' })
    await focused.evaluate((element) => element instanceof HTMLElement && element.focus())
    if (seen.equals(bare)) unseen.push(look.name)
  }
  throw new Error('Tab does not come around.')
}

/** What has the focus: what looks like it, what it is, and where. Undefined when it is the page itself. */
function describe():
  | { kind: string; name: string; clip: { x: number; y: number; width: number; height: number } }
  | undefined {
  const element = document.activeElement
  if (element === null || element === document.body) return undefined
  const edge = 4
  const box = element.getBoundingClientRect()
  const x = Math.max(0, box.left - edge)
  const y = Math.max(0, box.top - edge)
  return {
    kind: `${element.tagName} ${element.className}`,
    name: element.outerHTML.slice(0, 160),
    clip: {
      x,
      y,
      width: Math.max(1, Math.min(innerWidth, box.right + edge) - x),
      height: Math.max(1, Math.min(innerHeight, box.bottom + edge) - y),
    },
  }
}
