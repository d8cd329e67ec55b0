import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import type {Browser, Look} from './browser.ts'

export interface CheckedPage {
  /** Words for those who cannot see them, and sizes in pixels. */
  readonly charts: readonly {readonly words: string; readonly width: number; readonly height: number}[]
  /** All text of the page as it is printed. */
  readonly printed: string
  readonly printedPages: number
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

const chartsScript = `[...document.querySelectorAll('svg')].map((svg) => {
  const {width, height} = svg.getBoundingClientRect()
  return {words: svg.getAttribute('aria-label') ?? '', width, height}
})`
const violationsScript =
  'axe.run(document).then(({violations}) => violations.map(({id, nodes}) => [id, ...nodes.map(({html}) => html)]))'

/**
 * Opens a report as its reader does, by light and by dark, and prints it. Holds of every report: it asks for nothing but
 * itself, nothing is complained of, its colours are those of the look, axe-core finds nothing against it, and no chart is
 * without size or words.
 */
export async function checkPage(browser: Browser, file: string): Promise<CheckedPage> {
  const light = await look(browser, file, 'light')
  const dark = await look(browser, file, 'dark')
  assert.ok(brightness(light.paper) > 200 && brightness(dark.paper) < 60, `${light.paper} and ${dark.paper}`)
  const {extractText} = await import('unpdf')
  const {text, totalPages} = await extractText(new Uint8Array(await dark.pdf()), {mergePages: true})
  return {charts: light.charts, printed: text, printedPages: totalPages}
}

async function look(browser: Browser, file: string, how: Look) {
  const {requests, complaints, evaluate, pdf} = await browser.visit(file, how)
  const charts = (await evaluate(chartsScript)) as CheckedPage['charts']
  const paper = String(await evaluate('getComputedStyle(document.body).backgroundColor'))
  assert.deepEqual(await evaluate('[document.scripts.length, document.compatMode]'), [0, 'CSS1Compat'])
  await evaluate(readFileSync(axe, 'utf8'))
  assert.deepEqual(await evaluate(violationsScript), [], `axe-core, ${how}`)
  assert.deepEqual([requests, complaints], [[`file://${file}`], []], how)
  for (const {words, width, height} of charts)
    assert.ok(words !== '' && width > 100 && height > 10, `${words}: ${width} x ${height}`)
  return {charts, paper, pdf}
}

/** Of `rgb(13, 17, 23)`: the mean, 0 to 255. */
function brightness(colour: string): number {
  const parts = [...colour.matchAll(/\d+/g)].slice(0, 3).map(Number)
  return parts.reduce((sum, part) => sum + part, 0) / 3
}
