import assert from 'node:assert/strict'
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {OmeError} from '@ome/sdk/errors'
import {type RunResult, run} from '@ome/testkit/run'
import SearchHf from '../src/commands/search/hf.ts'

type Answer = (request: IncomingMessage, response: ServerResponse, url: string) => void

const kube = async () => Promise.reject(new OmeError('unreachable', 'there is no cluster'))

/** A hub that answers every request as it likes. */
async function withHub(answer: Answer, ask: (endpoint: string) => Promise<RunResult>) {
  const paths: string[] = []
  const server: Server = createServer((request, response) => {
    paths.push(request.url ?? '')
    answer(request, response, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const result = await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    return {...result, paths}
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const search = (answer: Answer, ...argv: readonly string[]) =>
  withHub(answer, (endpoint) => run(SearchHf, argv, {kube, env: {OME_HF_ENDPOINT: endpoint}}))

const json = (response: ServerResponse, body: unknown, headers: Readonly<Record<string, string>> = {}): void => {
  response.writeHead(200, {'content-type': 'application/json', ...headers})
  response.end(JSON.stringify(body))
}

const entry = (id: string, more: object = {}) => ({id, safetensors: {total: 7e9}, downloads: 1, ...more})

describe('a hub that means no good', () => {
  it('an answer without an end is left when it is too long', async () => {
    const flood: Answer = (_request, response) => {
      response.writeHead(200, {'content-type': 'application/json'})
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(2 ** 20, ' ')));
        if (!response.destroyed) response.once('drain', pour)
      }
      pour()
    }
    const {code, out, err} = await search(flood, 'x')
    assert.deepEqual([code, out], [1, ''])
    assert.match(err, /answers? with more than \d+/)
  })

  it('a list without an end is left after a while', async () => {
    let page = 0
    const next: Answer = (_request, response, url) => {
      page += 1
      json(response, [entry(`a/model-${page}`)], {link: `<${url}/api/models?cursor=${page}>; rel="next"`})
    }
    const {code, out, paths} = await search(next, 'x', '--limit', '1000', '-o', 'name')
    assert.equal(code, 0)
    assert.equal(paths.length, 20)
    assert.equal(out.split('\n').length, 21)
  })

  it('a page that leads to itself gives its models once', async () => {
    const circle: Answer = (_request, response, url) =>
      json(response, [entry('a/model')], {link: `<${url}/api/models?cursor=1>; rel="next"`})
    const {out} = await search(circle, 'x', '-o', 'name')
    assert.equal(out, 'hub/a/model\n')
  })

  it('an answer with very many models is cut', async () => {
    const many: Answer = (_request, response) =>
      json(
        response,
        Array.from({length: 20_000}, (_, index) => entry(`a/m${index}`)),
      )
    const {code, out} = await search(many, 'x', '--limit', '1000', '-o', 'name')
    assert.deepEqual([code, out.trim().split('\n').length], [0, 1000])
  })

  it('control characters do not reach the terminal', async () => {
    const evil = '\u001b]0;owned\u0007\u001b[31mred\r\n\u202e'
    const coloured: Answer = (_request, response) =>
      json(response, [
        entry(`a/${evil}`),
        entry('a/model', {tags: [`license:${evil}`], config: {architectures: [evil]}, lastModified: evil}),
      ])
    for (const format of [[], ['-o', 'wide'], ['-o', 'json'], ['-o', 'yaml'], ['-o', 'name']]) {
      const {code, out, err} = await search(coloured, 'x', ...format)
      assert.equal(code, 0)
      assert.doesNotMatch(out + err, /[\u0000-\u0009\u000b-\u001f\u202e]/)
    }
  })

  it('an error text is told without its control characters', async () => {
    const angry: Answer = (_request, response) => {
      response.writeHead(500, {'content-type': 'application/json'})
      response.end(JSON.stringify({error: '\u001b[2Jgone'}))
    }
    const {code, err} = await search(angry, 'x')
    assert.notEqual(code, 0)
    assert.ok(!err.includes('\u001b'), err)
  })

  for (const [title, body] of [
    ['no JSON', '<html>'],
    ['no list', '{"a":1}'],
    ['half of it', '[{"id":"a/b"'],
  ] as const)
    it(`${title} is no answer of a hub`, async () => {
      const {code, err} = await search((_request, response) => response.end(body), 'x')
      assert.equal(code, 1)
      assert.match(err, /did not answer (as a model hub does|with JSON)/)
    })
})
