import assert from 'node:assert/strict'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type Browser, findBrowser, startBrowser} from '@ome/testkit/browser'
import {checkPage} from '@ome/testkit/page-check'
import {run} from '@ome/testkit/run'
import Benchmark from '../src/commands/benchmark.ts'
import {standIn} from './engine.ts'

describe('a load report in Chromium (Debian: chromium-headless-shell)', () => {
  let browser: Browser
  let cwd: string
  before(async function () {
    const program = findBrowser()
    if (!program) this.skip()
    cwd = mkdtempSync(join(tmpdir(), 'ome-page-'))
    browser = await startBrowser(program)
  })
  after(async () => {
    await browser?.[Symbol.asyncDispose]()
    if (cwd !== undefined) rmSync(cwd, {recursive: true})
  })

  it('has its charts, asks for nothing, is accessible in both looks, and can be read on paper', async () => {
    await using engine = await standIn({ttftMs: 2, gapMs: 1, tokens: 4, failsEach: 9, status: 429})
    const words = ['--url', engine.url, '--model', 'm', '--requests', '40', '--fail-if', 'ttft.p50>1ms']
    const {code, err} = await run(Benchmark, [...words, '--report', 'r.html'], {cwd, plugin: 'bench'})
    assert.equal(code, 3, err)

    const {charts, printed, printedPages} = await checkPage(browser, join(cwd, 'r.html'))

    assert.deepEqual(
      charts.map(({words: told}) => told.split(':')[0]),
      ['Requests', 'Time to first token', 'Output tokens', 'Under way'],
    )
    for (const says of [
      /Load on http:\/\/127/,
      /Trust/,
      /DEGRADED|UNRELIABLE/,
      /http-429/,
      /ttft\.p50>1ms/,
      /e2e-with-queue/,
    ])
      assert.match(printed, says)
    assert.ok(printedPages <= 4, `${printedPages} pages`)
  })
})
