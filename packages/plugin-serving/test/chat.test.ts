import assert from 'node:assert/strict'
import type {ConnectionOptions, KubeClient, RawResponse} from '@ome/sdk/kube'
import {golden} from '@ome/testkit/golden'
import type {RunOptions} from '@ome/testkit/run'
import Chat from '../src/commands/chat.ts'
import Scale from '../src/commands/scale.ts'
import {inferenceService, type TestWorld, world} from './world.ts'

const shows = (file: string, text: string) => golden(import.meta.dirname, `chat/${file}`, text)

/** Control characters except line ends. */
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/

const text = (content: string): string => `data: ${JSON.stringify({choices: [{index: 0, delta: {content}}]})}\n\n`
const soFar = text('so far')
const done = 'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'

describe('ome chat', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world()
    await cluster.serve('chat')
  })
  after(() => cluster.stop())
  const chat = (...argv: readonly string[]) => cluster.pass(Chat, argv)
  const heard = async (pieces: readonly string[], argv: readonly string[] = [], options: RunOptions = {}) =>
    await cluster.run(Chat, ['chat', 'hello', ...argv], {kube: speaking(cluster, pieces), ...options})

  it('prints the answer as it comes, and what it took on stderr', async () => {
    const written: string[] = []
    const {code, out, err} = await cluster.pass(Chat, ['service', 'chat', 'Why', 'do pods stay pending?'], {
      onWrite: (stream, text) => stream === 'out' && written.push(text),
    })
    assert.ok(written.length > 5, 'in pieces')
    assert.match(out, /^\S.+\n$/)
    assert.match(err, /^\d+ \+ \d+ tokens, first after \d/)
    assert.equal(code, 0)
  })

  it('has a documented JSON shape', async () => {
    const {code, out, err} = await chat('chat', 'Name three colours', '--max-tokens', '5', '-o', 'json')
    const answer = JSON.parse(out)
    assert.deepEqual([code, err], [0, ''])
    assert.deepEqual(Object.keys(answer).slice(0, 8), [
      'apiVersion',
      'kind',
      'service',
      'model',
      'content',
      'finishReason',
      'promptTokens',
      'completionTokens',
    ])
    assert.deepEqual([answer.kind, answer.finishReason, answer.completionTokens], ['ChatAnswer', 'length', 5])
    const bare = await chat('chat', 'x', '--max-tokens', '1', '-o', 'jsonpath={.model}')
    assert.equal(bare.out, 'mistralai/Mistral-7B-Instruct-v0.3')
  })

  it('takes the question from standard input', async () => {
    const {code, out} = await cluster.pass(Chat, ['chat', '--max-tokens', '3'], {stdin: 'a piped question\n'})
    assert.deepEqual([code, out.length > 1], [0, true])
  })

  it('holds a conversation on a terminal: every question goes with what was said', async () => {
    const asked: string[] = []
    const {code, out} = await cluster.run(Chat, ['chat', '--system', 'Be brief.'], {
      tty: true,
      stdin: ['one', 'two', ''],
      kube: speaking(cluster, [text('sure'), done], (body) => asked.push(body)),
    })
    assert.equal(code, 0)
    assert.equal(out, 'sure\nsure\n')
    const roles = asked.map((body) =>
      JSON.parse(body).messages.map(({role, content}: {role: string; content: string}) => `${role}: ${content}`),
    )
    assert.deepEqual(roles, [
      ['system: Be brief.', 'user: one'],
      ['system: Be brief.', 'user: one', 'assistant: sure', 'user: two'],
    ])
  })

  it('wraps at words on a terminal, and never in a pipe', async () => {
    const words = Array.from({length: 30}, () => 'wrapped')
    const pieces = [...words.map((word) => text(`${word} `)), done]
    const terminal = await heard(pieces, [], {tty: true, width: 20})
    assert.equal(terminal.out, `${'wrapped wrapped\n'.repeat(15)}`)
    const pipe = await heard(pieces)
    assert.equal(pipe.out, `${words.join(' ')} \n`)
  })

  it('is left quietly with Ctrl-C, after it said how to end', async () => {
    const {code, err} = await cluster.run(Chat, ['chat'], {
      tty: true,
      stdin: ['one', '\u0003'],
      kube: speaking(cluster, [text('sure'), done]),
    })
    assert.match(err, /You \(empty line ends\)/)
    assert.doesNotMatch(err, /cancelled/)
    assert.equal(code, 0)
  })

  it('says how to wake a service that is stopped', async () => {
    await cluster.serve('asleep')
    await cluster.pass(Scale, ['asleep', '--replicas', '0', '--yes', '--wait'])
    const {code, err} = await chat('asleep', 'hi')
    shows('stopped', err)
    assert.equal(code, 1)
  })

  it('what the engine says never steers the terminal', async () => {
    const pieces = [
      text('red \u001b[31m'),
      text('\u001b'),
      text('[2J clear \u001b]0;t\u0007'),
      text('c1 \u009b2J\r'),
      done,
    ]
    const human = await heard(pieces)
    assert.doesNotMatch(human.out, steering)
    assert.match(human.out, /red .*clear .*c1/)
    const json = await heard(pieces, ['-o', 'json'])
    assert.doesNotMatch(json.out, steering)
  })

  for (const [file, expected, ...pieces] of [
    ['error-inside', 1, soFar, 'data: {"error": {"message": "CUDA error: \\u001b[2Jout of memory"}}\n\n'],
    ['error-event', 1, soFar, 'event: error\ndata: {"message": "worker died"}\n\n'],
    ['broken-off', 1, soFar],
    ['nothing', 1],
    ['no-json', 1, 'data: <html>\n\n'],
    ['no-object', 1, 'data: 5\n\n'],
  ] as const)
    it(`an answer that fails half-way fails: ${file}`, async () => {
      const {code, out, err} = await heard(pieces)
      shows(file, err)
      assert.deepEqual([code, out], [expected, pieces[0] === soFar ? 'so far\n' : ''])
    })

  it('an endless answer ends with Ctrl-C, a line end and 130', async () => {
    const stop = new AbortController()
    let seen = 0
    const {code, out} = await cluster.run(Chat, ['chat', 'hello'], {
      signal: stop.signal,
      kube: speaking(cluster, endless()),
      onWrite: (stream) => stream === 'out' && ++seen === 50 && stop.abort(),
    })
    assert.equal(code, 130)
    assert.match(out, /^(on ){49,60}\n$/)
  })

  it('an endless answer that nobody ends is cut off', async () => {
    const {code, err} = await heard(Array(100).fill(text('x'.repeat(50_000))), ['-o', 'json'])
    shows('endless', err)
    assert.equal(code, 1)
  })

  it('an endless line without an end is cut off', async () => {
    const {code, err} = await cluster.run(Chat, ['chat', 'hello'], {kube: speaking(cluster, endlessLine())})
    shows('endless-line', err)
    assert.equal(code, 1)
  })

  for (const [file, expected, ...argv] of [
    ['unknown-model', 4, 'chat', 'hi', '--model', 'gpt-5'],
    ['missing', 4, 'nope', 'hi'],
    ['no-question', 2, 'chat'],
    ['no-name', 2],
    ['bad-temperature', 2, 'chat', 'hi', '--temperature', 'hot'],
    ['bad-tokens', 2, 'chat', 'hi', '--max-tokens', '0'],
    ['other-noun', 2, 'model', 'chat'],
  ] as const)
    it(`refuses: ${file}`, async () => {
      const {code, out, err} = await chat(...argv)
      shows(file, err)
      assert.deepEqual([code, out], [expected, ''])
    })

  it('an engine that refuses is quoted', async () => {
    const {code, err} = await cluster.run(Chat, ['chat', 'hello'], {
      kube: speaking(cluster, ['{"object":"error","message":"too many \\"tokens\\"","code":400}'], undefined, 400),
    })
    shows('refused', err)
    assert.equal(code, 1)
  })

  it('without a ready replica says what the service waits for', async () => {
    const greedy = inferenceService('greedy')
    const faulty = {...greedy['spec'].engine, annotations: {'sandbox.ome.cli/fault': 'never-ready'}}
    const services = {group: 'ome.io', plural: 'inferenceservices'}
    cluster.api.create(services, {...greedy, spec: {...greedy['spec'], engine: faulty}})
    const pods = () => cluster.api.list({group: '', plural: 'pods'}, {labels: {'ome.io/inferenceservice': 'greedy'}})
    await cluster.until(() => pods().some((pod) => pod['status']?.phase === 'Running'))
    const {code, err} = await chat('greedy', 'hi')
    shows('not-ready', err)
    assert.equal(code, 1)
  })
})

async function* endless(): AsyncGenerator<string> {
  for (;;) {
    yield text('on ')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function* endlessLine(): AsyncGenerator<string> {
  yield 'data: '
  for (;;) yield 'x'.repeat(2 ** 20)
}

/** The cluster's client, behind which an engine says these pieces of a stream. */
const speaking =
  (
    cluster: TestWorld,
    pieces: Iterable<string> | AsyncIterable<string>,
    listen: (body: string) => void = () => undefined,
    status = 200,
  ) =>
  async (options: ConnectionOptions, signal: AbortSignal): Promise<KubeClient> => {
    const client = await cluster.kube(options, signal)
    const request: KubeClient['request'] = async (method, path, {body} = {}) => {
      if (method === 'GET') return answer(signal, 200, ['{"data": [{"id": "served"}]}'])
      assert.match(path, /\/services\/chat:8080\/proxy\/v1\/chat\/completions$/)
      listen(String(body))
      return answer(signal, status, pieces)
    }
    return Object.create(client, {request: {value: request}})
  }

const answer = (
  signal: AbortSignal,
  status: number,
  pieces: Iterable<string> | AsyncIterable<string>,
): RawResponse => ({
  status,
  headers: {},
  body: (async function* () {
    for await (const piece of pieces) {
      signal.throwIfAborted()
      yield new TextEncoder().encode(piece)
    }
  })(),
})
