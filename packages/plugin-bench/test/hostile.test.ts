import assert from 'node:assert/strict'
import type {IncomingMessage, ServerResponse} from 'node:http'
import {run} from '@ome/testkit/run'
import Benchmark from '../src/commands/benchmark.ts'
import {hostile} from './hostile.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const word = (text: string, end: string | null = null): string =>
  `data: ${JSON.stringify({choices: [{delta: {content: text}, finish_reason: end}]})}\n\n`

const as =
  (status: number, headers: Readonly<Record<string, string>>, body: string): Answer =>
  (_request, response) =>
    response.writeHead(status, headers).end(body)

const json = {'content-type': 'application/json'}
const events = {'content-type': 'text/event-stream'}

async function bench(answer: Answer, words: readonly string[] = []) {
  await using engine = await hostile(answer)
  const typed = ['--url', engine.url, '--requests', '2', '-c', '1', '--warmup', '0', '-o', 'json', ...words]
  const {code, out, err} = await run(Benchmark, typed, {plugin: 'bench'})
  return {code, err, report: JSON.parse(out)}
}

describe('load on an engine that misbehaves', () => {
  for (const [what, answer, kind, message] of [
    ['an error with status 200', as(200, json, '{"error": {"message": "no model"}}'), 'stream-error', 'no model'],
    [
      'an answer in one piece',
      as(200, json, '{"choices": []}'),
      'no-stream',
      'a stream was asked for, and application/json came: {"choices": []}',
    ],
    [
      "a proxy's page",
      as(200, {'content-type': 'text/html; charset=utf-8'}, '<h1>Log\n in</h1>'),
      'no-stream',
      'a stream was asked for, and text/html; charset=utf-8 came: <h1>Log in</h1>',
    ],
    [
      'a redirect',
      as(307, {location: 'https://b.example.com/v1'}, ''),
      'http-307',
      'redirects are not followed; this one leads to https://b.example.com/v1',
    ],
    [
      'control characters behind escapes',
      as(429, json, '{"message": "slow\\u001b[31m \\"down\\"\\nplease"}'),
      'http-429',
      'slow "down" please',
    ],
    [
      'an error in the stream',
      as(200, events, `${word('a')}data: {"object": "error", "message": "out of\\u0007 memory"}\n\n`),
      'stream-error',
      'out of memory',
    ],
  ] as const)
    it(`${what} is told in its own words`, async () => {
      const {code, err, report} = await bench(answer)
      assert.equal(code, 1)
      assert.deepEqual(report.failures, [{kind, count: 2, message}])
      assert.ok(err.includes(JSON.stringify(message).slice(1, -1)), err)
    })

  it('an error with status 200 is no embedding', async () => {
    const {code, report} = await bench(as(200, json, '{"object": "error", "message": "too long"}'), [
      '--api',
      'embeddings',
    ])
    assert.equal(code, 1)
    assert.deepEqual(report.failures, [{kind: 'stream-error', count: 2, message: 'too long'}])
  })

  it('a stream that stays open behind its end has ended', async () => {
    const {code, report} = await bench((_request, response) => {
      response.writeHead(200, events).write(`${word('a', 'stop')}data: [DONE]\n\n`)
    })
    assert.equal(code, 0)
    assert.deepEqual([report.requests.completed, report.requests.failed], [2, 0])
  })

  it('a gateway that lists no models is asked by a name', async () => {
    await using gateway = await hostile(as(200, events, `${word('a', 'stop')}data: [DONE]\n\n`))
    const argv = ['--url', `${gateway.url}/bare`, '--requests', '2']
    const {code, err} = await run(Benchmark, argv, {plugin: 'bench'})
    assert.equal(code, 4)
    assert.match(err, /hint: name the model, if it is an engine: --model NAME/)
    assert.equal((await run(Benchmark, [...argv, '--model', 'm'], {plugin: 'bench'})).code, 0)
  })

  it('a run that is cut while it warms up says that nothing was measured', async () => {
    const stop = new AbortController()
    await using engine = await hostile(() => stop.abort())
    const argv = ['--url', engine.url, '-o', 'json']
    const {code, out} = await run(Benchmark, argv, {plugin: 'bench', signal: stop.signal})
    assert.equal(code, 130)
    const doubts = [{verdict: 'UNRELIABLE', rule: 'nothing-sent', reason: 'the run was cut before its first request'}]
    assert.deepEqual(JSON.parse(out).trust, {verdict: 'UNRELIABLE', doubts})
  })

  it('a peak is no less than the mean, also of a run of milliseconds', async () => {
    const {report} = await bench(as(200, events, `${word('a')}${word('b', 'stop')}data: [DONE]\n\n`))
    assert.ok(report.rates.peakOutputTokens >= report.rates.outputTokens)
  })

  it('numbers of tokens that cannot be are none', async () => {
    const usage = JSON.stringify({choices: [], usage: {prompt_tokens: -5, completion_tokens: 1e300}})
    const {report} = await bench(as(200, events, `${word('a')}${word('b', 'stop')}data: ${usage}\n\ndata: [DONE]\n\n`))
    assert.deepEqual([report.tokens.input, report.tokens.output], [0, 4])
    assert.ok(report.trust.doubts.some(({rule}: {rule: string}) => rule === 'tokens-counted'))
  })
})
