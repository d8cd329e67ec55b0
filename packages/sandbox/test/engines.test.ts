import assert from 'node:assert/strict'
import {createServer, type Server} from 'node:http'
import type {ApiObject} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'

const pod = (name: string, engine: 'vllm' | 'sglang', args: readonly string[]): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default'},
  spec: {
    nodeName: 'node-1',
    containers: [
      {
        name: 'engine',
        image: engine === 'vllm' ? 'vllm/vllm-openai:v0.11.0' : 'lmsysorg/sglang:v0.5.5',
        command:
          engine === 'vllm' ? ['vllm', 'serve', 'Qwen/Qwen2.5-7B-Instruct'] : ['python3', '-m', 'sglang.launch_server'],
        args: [...args, '--port=8080'],
        ports: [{containerPort: 8080}],
      },
    ],
  },
})

interface Answer {
  readonly status: number
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: documents of the API under test
  json(): any
}

describe('engines', () => {
  let cluster: Cluster
  let front: Server
  let base: string

  before(async () => {
    cluster = await startCluster({
      scenario: 'empty',
      clock: 'manual',
      speed: 200,
      now: Date.parse('2026-11-21T12:00:00Z'),
      objects: [
        pod('vllm', 'vllm', ['--served-model-name=qwen', '--max-num-seqs=2', '--max-model-len=200']),
        pod('sglang', 'sglang', [
          '--model-path=Qwen/Qwen2.5-7B-Instruct',
          '--served-model-name=qwen',
          '--enable-metrics',
        ]),
        pod('embed', 'vllm', ['--served-model-name=embed', '--task=embed']),
      ],
    })
    await cluster.clock.advance(180_000)
    front = createServer((request, response) => {
      const [, name = '', ...rest] = (request.url ?? '').split('/')
      const target = cluster.api.get({group: '', plural: 'pods'}, name, 'default')
      if (!target || !cluster.kubelet.http(target, 8080, request, response, `/${rest.join('/')}`)) {
        response.writeHead(502)
        response.end()
      }
    })
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
    const address = front.address()
    base = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
    cluster.clock.run()
  })
  after(async () => {
    front.closeAllConnections()
    front.close()
    await cluster.stop()
  })

  async function call(path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(
      `${base}${path}`,
      body === undefined ? {} : {method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body)},
    )
    const text = await response.text()
    return {status: response.status, text, json: () => JSON.parse(text)}
  }

  const question = {model: 'qwen', max_tokens: 4, messages: [{role: 'user', content: 'Tell me about llamas'}]}

  it('names the model it serves', async () => {
    const answer = await call('/vllm/v1/models')

    assert.deepEqual(
      answer.json().data.map((model: {id: string}) => model.id),
      ['qwen'],
    )
  })

  /** @feature Traffic: engines: chat, completions, embeddings, the same answer every time | works */
  it('answers about the words of the prompt, the same every time', async () => {
    const first = await call('/vllm/v1/chat/completions', {...question, max_tokens: 60})
    const second = await call('/sglang/v1/chat/completions', {...question, max_tokens: 60})

    const text: string = first.json().choices[0].message.content
    assert.match(text, /llamas/)
    assert.equal(second.json().choices[0].message.content, text)
    const {usage} = first.json()
    assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens)
  })

  /** @feature Traffic: engines: streaming with usage | works */
  it('streams a role, the tokens, the usage and an end mark', async () => {
    const {text} = await call('/vllm/v1/chat/completions', {
      ...question,
      stream: true,
      stream_options: {include_usage: true},
    })

    const events = text
      .trim()
      .split('\n\n')
      .map((event) => event.replace('data: ', ''))
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event))
    assert.equal(events.at(-1), '[DONE]')
    assert.equal(chunks[0].choices[0].delta.role, 'assistant')
    assert.equal(chunks.filter((chunk) => chunk.choices[0]?.delta.content).length, 4)
    assert.equal(chunks.at(-2).choices[0].finish_reason, 'length')
    assert.equal(chunks.at(-1).usage.completion_tokens, 4)
  })

  /** @feature Traffic: engines: metrics under the names of vLLM and SGLang | works */
  it('counts what it served under the names of its makers', async () => {
    await call('/vllm/v1/chat/completions', question)
    await call('/sglang/v1/chat/completions', question)

    const vllm = (await call('/vllm/metrics')).text
    const sglang = (await call('/sglang/metrics')).text
    assert.match(vllm, /vllm:request_success_total\{finished_reason="length",engine="0",model_name="qwen"\} [1-9]/)
    assert.match(vllm, /vllm:time_to_first_token_seconds_bucket\{le="\+Inf",/)
    assert.match(sglang, /sglang:num_requests_total\{[^}]*model_name="qwen"[^}]*\} [1-9]/)
  })

  /** @feature Traffic: engines: queues | works */
  it('lets requests beyond its limit wait, and answers them all', async () => {
    const answers = await Promise.all(Array.from({length: 6}, () => call('/vllm/v1/chat/completions', question)))

    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200, 200, 200, 200],
    )
  })

  it('gives texts with the same words vectors close to each other', async () => {
    const answer = await call('/embed/v1/embeddings', {model: 'embed', input: ['red llama', 'red llama', 'green boat']})

    const [a, b, c]: number[][] = answer.json().data.map((entry: {embedding: number[]}) => entry.embedding)
    const product = (left: number[] = [], right: number[] = []): number =>
      left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0)
    assert.ok(Math.abs(product(a, b) - 1) < 1e-3)
    assert.ok(product(a, c) < 0.5)
  })

  /** @feature Traffic: engines: LoRA adapters | works */
  it('loads an adapter, serves under its name and unloads it', async () => {
    const adapter = {lora_name: 'tone', lora_path: '/adapters/tone'}
    const loaded = await call('/sglang/load_lora_adapter', adapter)
    const again = await call('/sglang/load_lora_adapter', adapter)
    const models = (await call('/sglang/v1/models')).json().data.map((model: {id: string}) => model.id)
    const answer = await call('/sglang/v1/chat/completions', {...question, model: 'tone'})
    const removed = await call('/sglang/unload_lora_adapter', adapter)

    assert.deepEqual([loaded.status, again.status, answer.status, removed.status], [200, 400, 200, 200])
    assert.deepEqual(models, ['qwen', 'tone'])
    assert.equal((await call('/sglang/unload_lora_adapter', adapter)).status, 404)
    assert.equal((await call('/vllm/v1/load_lora_adapter', adapter)).status, 404)
  })

  /** @feature Traffic: engines: prefix cache | works */
  it('keeps the beginning of a prompt and says so', async () => {
    const messages = [
      {role: 'user', content: 'the same long beginning of a question about llamas and their wool '.repeat(6)},
    ]
    await call('/vllm/v1/chat/completions', {...question, messages})
    const second = await call('/vllm/v1/chat/completions', {...question, messages})

    assert.ok(second.json().usage.prompt_tokens_details.cached_tokens >= 48)
    assert.match((await call('/vllm/metrics')).text, /vllm:prefix_cache_hits_total\{[^}]*\} [1-9]/)
  })

  it('gives as many choices as asked for, each counted', async () => {
    const whole = (await call('/vllm/v1/chat/completions', {...question, n: 3})).json()
    const {text} = await call('/vllm/v1/chat/completions', {...question, n: 2, stream: true})

    assert.deepEqual(
      whole.choices.map(({index}: {index: number}) => index),
      [0, 1, 2],
    )
    assert.equal(whole.usage.completion_tokens, 12)
    assert.equal(new Set(text.match(/"index":\d/g)).size, 2)
  })

  it('tells the likelihood of each token where that is wanted', async () => {
    const asked = {...question, logprobs: true, top_logprobs: 2}
    const {choices} = (await call('/vllm/v1/chat/completions', asked)).json()
    const [{logprobs, message}] = choices

    assert.equal(logprobs.content.map(({token}: {token: string}) => token).join(''), message.content)
    assert.equal(logprobs.content.length, 4)
    for (const {token, logprob, bytes, top_logprobs: top} of logprobs.content) {
      assert.ok(logprob <= 0)
      assert.equal(Buffer.from(bytes).toString(), token)
      assert.equal(top.length, 2)
    }
    const completion = {model: 'qwen', prompt: 'Llamas are', max_tokens: 3, logprobs: 1}
    const [plain] = (await call('/vllm/v1/completions', completion)).json().choices
    assert.equal(plain.logprobs.tokens.join(''), plain.text)
    assert.equal(plain.logprobs.text_offset[0], 0)
  })

  it('answers with a JSON object where that is wanted', async () => {
    const asked = {...question, max_tokens: 150, response_format: {type: 'json_object'}}
    const {choices} = (await call('/vllm/v1/chat/completions', asked)).json()

    assert.match(JSON.parse(choices[0].message.content).answer, /llamas/)
  })

  const refusals: readonly [string, string, unknown, number, RegExp][] = [
    ['an unknown model', '/vllm/v1/chat/completions', {...question, model: 'other'}, 404, /does not exist/],
    [
      'broken JSON',
      '/vllm/v1/chat/completions',
      '{',
      400,
      /json_invalid', 'loc': \('body', 1\), 'msg': 'JSON decode error'.*Expecting property name/,
    ],
    [
      'an array',
      '/vllm/v1/chat/completions',
      '[]',
      400,
      /'Input should be a valid dictionary or object to extract fields from', 'input': \[\]/,
    ],
    [
      'no messages',
      '/vllm/v1/chat/completions',
      {model: 'qwen'},
      400,
      /'loc': \('body', 'messages'\), 'msg': 'Field required', 'input': \{'model': 'qwen'\}/,
    ],
    [
      'embeddings of a chat model',
      '/vllm/v1/embeddings',
      {model: 'qwen', input: 'x'},
      400,
      /The model does not support Embeddings API/,
    ],
    [
      'too many choices',
      '/vllm/v1/chat/completions',
      {...question, n: 20_000},
      400,
      /n must be at most 16384, got 20000/,
    ],
    [
      'too many alternatives',
      '/vllm/v1/chat/completions',
      {...question, logprobs: true, top_logprobs: 30},
      400,
      /greater than max allowed: 20/,
    ],
    [
      'a negative length',
      '/vllm/v1/chat/completions',
      {...question, max_tokens: -1},
      400,
      /max_tokens must be at least 1/,
    ],
    [
      'too much text',
      '/vllm/v1/chat/completions',
      {...question, max_tokens: 5000},
      400,
      /'max_tokens' or 'max_completion_tokens' is too large: 5000\. .*is 200 tokens and your request has \d+ input tokens \(5000 > 200 - \d+\)/,
    ],
    [
      'tools without a parser',
      '/vllm/v1/chat/completions',
      {...question, tool_choice: 'auto'},
      400,
      /tool-call-parser/,
    ],
    ['an unknown path', '/vllm/v1/nope', {}, 404, /Not Found/],
    [
      'chat with an embedding model',
      '/embed/v1/chat/completions',
      {...question, model: 'embed'},
      400,
      /does not support/,
    ],
  ]
  for (const [what, path, body, status, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const answer = await call(path, body)

      assert.equal(answer.status, status)
      assert.match(answer.text, message)
    })
  }
})
