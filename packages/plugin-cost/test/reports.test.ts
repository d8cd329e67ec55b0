import assert from 'node:assert/strict'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import type {ConnectionOptions} from '@ome/sdk/kube'
import {type Browser, findBrowser, startBrowser} from '@ome/testkit/browser'
import {checkPage} from '@ome/testkit/page-check'
import type {CommandClass, RunOptions} from '@ome/testkit/run'
import Compare from '../src/commands/cost/compare.ts'
import Estimate from '../src/commands/cost/estimate.ts'
import History from '../src/commands/cost/history.ts'
import Idle from '../src/commands/cost/idle.ts'
import Optimize from '../src/commands/cost/optimize.ts'
import Cost from '../src/commands/cost.ts'
import {type TestWorld, world} from './world.ts'

const vllm = {request_throughput: 2, output_throughput: 1000, total_token_throughput: 5000, model_id: 'm'}

describe('a cost as a page', () => {
  let made: TestWorld
  let cwd: string
  before(async () => {
    made = await world({scenario: 'tour-kaito'})
    cwd = mkdtempSync(join(tmpdir(), 'ome-cost-page-'))
    writeFileSync(join(cwd, 'run.json'), JSON.stringify(vllm))
    writeFileSync(join(cwd, 'idle.json'), JSON.stringify({...vllm, output_throughput: 0}))
  })
  after(async () => {
    await made.stop()
    rmSync(cwd, {recursive: true})
  })
  const cost = (command: CommandClass, line: string, options: RunOptions = {}) =>
    made.run(command, line.split(' ').filter(Boolean), {cwd, ...options})
  const page = async (command: CommandClass, line: string): Promise<string> => {
    const {err} = await cost(command, `${line} --report page.html`)
    assert.match(err, /page\.html written/)
    return readFileSync(join(cwd, 'page.html'), 'utf8')
  }

  for (const [command, line, title, says] of [
    [Cost, '', 'Cost of namespace default', /What runs now: workspace\/gen-answers 5362\.58; /],
    [Cost, 'workspace my-workspace', 'Cost of workspace default/my-workspace', /2681\.29/],
    [History, 'workspace my-workspace --days 3', 'What workspace/my-workspace cost', /Cost of each day: from 88\.2 to/],
    [Estimate, '--model phi-4 --offline', 'What phi-4 would cost', /88\.15/],
    [Compare, '--model phi-4 --offline', 'What phi-4 would cost on other machines', /azure Standard_NC24ads_A100_v4/],
    [Optimize, '--model phi-4 --max-hourly 4 --offline', 'phi-4 within a budget', /enough, with 1 x/],
    [Optimize, 'workspace my-workspace', 'Other machines for workspace default/my-workspace', /SAVING/],
    [Idle, '', 'GPUs without use in namespace default', /a job works/],
  ] as const)
    it(`${title}`, async () => {
      const html = await page(command, line)
      assert.ok(html.includes(`<h1>${title}</h1>`))
      assert.match(html, says)
      assert.match(html, /As of 2026-11-21 12:00 UTC/)
      assert.doesNotMatch(html, /<script|https?:\/\/|[█]/)
    })

  it('is one for several clusters, also of one that does not answer', async () => {
    const contexts = ['a', 'b', 'gone'].map((name) => ({name, context: {cluster: name, user: 'me'}}))
    const clusters = contexts.map(({name}) => ({name, cluster: {server: `https://${name}.example.com`}}))
    const kubeconfig = {apiVersion: 'v1', kind: 'Config', contexts, clusters, users: [{name: 'me', user: {}}]}
    writeFileSync(join(cwd, 'kubeconfig'), JSON.stringify(kubeconfig))
    const kube = async ({context}: ConnectionOptions) => {
      if (context === 'gone') throw new OmeError('unreachable', 'gone.example.com cannot be reached')
      return await made.kube()
    }
    const {code, out, err} = await cost(Cost, '--cluster a,b,gone --report fleet.html', {
      kube,
      env: {KUBECONFIG: join(cwd, 'kubeconfig')},
    })
    assert.deepEqual([code, /fleet\.html written/.test(err)], [7, true], err)
    assert.match(out, /^Cluster b$/m)
    const html = readFileSync(join(cwd, 'fleet.html'), 'utf8')
    for (const says of [
      '<h1>Cost of a, b, gone</h1>',
      // 5 machines at 3.673 (Azure/karpenter-provider-azure, 2026-06-18) x 730 = 13406.45 a month, twice.
      'What runs now: a 13406.45; b 13406.45; gone not known',
      '<th scope="row">total</th><td class="n">36.73 (partial)</td><td class="n">26812.90 (partial)</td>',
      '<h2>Cluster b</h2>',
      'gone.example.com cannot be reached',
    ])
      assert.ok(html.includes(says), says)
  })

  for (const [line, message] of [
    ['--report .', /is a folder, not a file/],
    ['--report cost.pdf', /hint: then print it: chromium --headless --print-to-pdf=cost\.pdf cost\.html/],
    ['--report cost', /named as something else\nhint: name it so: --report cost\.html/],
    ['--report /dev/null', /is no plain file/],
  ] as const)
    it(`refuses ${line}`, async () => {
      const result = await cost(Cost, line)
      assert.equal(result.code, 2)
      assert.match(result.err, message)
    })

  it('joins what a saved run measured', async () => {
    const {out} = await cost(Cost, 'workspace my-workspace --benchmark run.json')
    // 3.673 USD an hour (Azure/karpenter-provider-azure, 2026-06-18); 1000 tokens/s are 3.6 million an hour:
    // 3.673 / 3.6 = 1.02; with the prompts 18 million: 0.20.
    assert.match(
      out,
      /^1\.02 per 1M output tokens \(0\.20 with the prompts'\), at 1000\.0 tokens\/s \(run\.json: vllm, m\)$/m,
    )
    const {benchmarks} = JSON.parse((await cost(Cost, 'workspace my-workspace --benchmark run.json -o json')).out)
    assert.equal(benchmarks[0].usdPerMillion.toFixed(4), '1.0203')
  })

  for (const [line, code, message] of [
    ['workspace my-workspace --benchmark absent.json', 4, /there is no file absent\.json/],
    ['workspace my-workspace --benchmark idle.json', 2, /idle\.json tells of no output tokens/],
    ['--benchmark run.json', 2, /--benchmark is about one service or object/],
  ] as const)
    it(`refuses ${line}`, async () => {
      const result = await cost(Cost, line)
      assert.equal(result.code, code, result.err)
      assert.match(result.err, message)
    })

  it('by the hour: the least that would do when it is not enough', async () => {
    const {code, out} = await cost(Optimize, '--model llama-3.3-70b-instruct --max-hourly 4 --offline')
    // 3 × Standard_NC24ads_A100_v4 at 3.673 (Azure/karpenter-provider-azure, 2026-06-18) = 11.019 an hour.
    assert.equal(code, 3)
    assert.match(out, /^4\.00 USD an hour for llama-3\.3-70b-instruct: not enough; the least is 11\.019, with 3 x /m)
    const found = JSON.parse((await cost(Optimize, 'workspace my-workspace --max-hourly 4 -o json')).out)
    assert.deepEqual([found.maxHourlyUsd, found.within], [4, true])
  })
})

describe('a cost page in Chromium (Debian: chromium-headless-shell)', () => {
  let browser: Browser
  let made: TestWorld
  let cwd: string
  before(async function () {
    const program = findBrowser()
    if (!program) this.skip()
    cwd = mkdtempSync(join(tmpdir(), 'ome-cost-page-'))
    made = await world({scenario: 'tour-kaito'})
    browser = await startBrowser(program)
  })
  after(async () => {
    await browser?.[Symbol.asyncDispose]()
    await made?.stop()
    if (cwd !== undefined) rmSync(cwd, {recursive: true})
  })

  it('has its charts, asks for nothing, is accessible in both looks, and can be read on paper', async () => {
    const {code, err} = await made.run(History, ['-n', 'kaito', '--trends', '--report', 'h.html'], {cwd})
    assert.equal(code, 0, err)
    const {charts, printed} = await checkPage(browser, join(cwd, 'h.html'))
    assert.deepEqual(
      charts.map(({words}) => words.split(':')[0]),
      ['Cost of each day'],
    )
    for (const says of [/What namespace kaito cost/, /2026-11-20/, /3261\.62/, /\+100 %/]) assert.match(printed, says)
  })
})
