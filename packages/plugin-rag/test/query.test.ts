import assert from 'node:assert/strict'
import {createServer, type RequestListener, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import DocumentAdd from '../src/commands/rag/document/add.ts'
import DocumentList from '../src/commands/rag/document/list.ts'
import RagQuery from '../src/commands/rag/query.ts'
import {type RagWorld, world} from './world.ts'

describe('ome rag query', () => {
  let tour: RagWorld
  before(async () => {
    tour = await world()
    await tour.run(DocumentAdd, ['my-rag', 'doc.pdf', 'docs'])
  })
  after(() => tour.stop())
  const ask = (...argv: string[]) => tour.pass(RagQuery, ['my-rag', 'What is KAITO?', ...argv])

  it('answers from the documents, with the passages the service chose', async () => {
    const plain = await ask()
    const {answer, context, usage} = JSON.parse((await ask('-o', 'json')).out)

    assert.equal(plain.code, 0)
    assert.match(plain.err, /^note: the model was given passages of doc\.pdf(?:, [\w.-]+)*\n$/)
    assert.match(plain.out, /KAITO runs large language models/)
    assert.equal(`${answer}\n`, plain.out)
    assert.equal(context[0].source, 'doc.pdf')
    assert.ok(usage.promptTokens > 0)
  })

  it('asks with as many passages as it is told, piece by piece', async () => {
    const pieces: string[] = []
    const {out, err, code} = await tour.pass(RagQuery, ['my-rag', 'What is KAITO?', '--top-k', '3', '--show-context'], {
      onWrite: (stream, text) => stream === 'out' && pieces.push(text),
    })

    assert.equal(code, 0)
    assert.ok(pieces.length > 3)
    assert.match(out, /^ +1 +\d\.\d{3} +doc\.pdf +KAITO in one page/m)
    assert.equal(out.match(/^ +\d +\d\.\d{3}/gm)?.length, 3)
    assert.match(err, /note: the service takes no number of passages/)
  })

  it('prints passages alone', async () => {
    const {out} = await ask('--retrieve-only', '--top-k', '2')
    const {items} = JSON.parse((await ask('--retrieve-only', '-o', 'json')).out)

    assert.match(out, /^RANK +SCORE +SOURCE +TEXT$/m)
    assert.equal(items.length, 5)
  })

  it('says when the model answered without documents', async () => {
    const {err} = await tour.pass(RagQuery, ['my-rag', 'Who won the football match?'])

    assert.match(err, /no passage was near enough.*--top-k 5/)
  })

  it('goes through a tunnel to the pod, too', async () => {
    const {code, out} = await ask('--via', 'port-forward')

    assert.equal(code, 0)
    assert.match(out, /KAITO/)
  })

  for (const [words, code] of [
    [['--top-k', '0'], 2],
    [['--top-k', '301'], 2],
    [['--index', 'nope'], 4],
    [['--temperature', 'hot'], 2],
  ] as const) {
    it(`ends with ${code} for ${words.join(' ')}`, async () => assert.equal((await ask(...words)).code, code))
  }

  it('says that an engine without a model gives passages alone', async () => {
    const spec = {embedding: {local: {modelID: 'BAAI/bge-small-en-v1.5'}}}
    const metadata = {name: 'mute', namespace: 'default'}
    tour.api.create(
      {group: 'kaito.sh', plural: 'ragengines'},
      {apiVersion: 'kaito.sh/v1beta1', kind: 'RAGEngine', metadata, spec},
    )
    const early = await tour.run(RagQuery, ['mute', 'What?'])
    await tour.until(
      () => tour.api.get({group: 'apps', plural: 'deployments'}, 'mute', 'default')?.['status']?.readyReplicas === 1,
    )
    const empty = await tour.run(RagQuery, ['mute', 'What?'])
    await tour.run(DocumentAdd, ['mute', 'doc.pdf'])
    const {code, err} = await tour.run(RagQuery, ['mute', 'What?'])

    assert.deepEqual([early.code, empty.code, code], [7, 4, 2])
    assert.match(empty.err, /has no index yet\nhint: add documents: ome rag document add mute PATH -n default/)
    assert.match(err, /has no model to answer with\nhint: ask for the passages alone: --retrieve-only/)
  })
})

describe('a service that is not to be trusted', () => {
  let server: Server
  let url: string
  let listener: RequestListener
  before(async () => {
    server = createServer((request, response) => {
      if (request.url === '/indexes') response.end('["default"]')
      else listener(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  let tour: Pick<RagWorld, 'run'>
  before(async () => {
    const {run} = await import('@ome/testkit/run')
    tour = {run: (command, argv, more) => run(command, argv, {plugin: 'rag', ...more})}
  })

  it('writes no control characters to the terminal', async () => {
    const evil = '\u001b]0;owned\u0007\u001b[31mred\u202e'
    const node = {doc_id: 'd', text: evil, score: 1, metadata: {source: evil}}
    listener = (_, response) =>
      response.end(JSON.stringify({choices: [{message: {content: evil}}], source_nodes: [node]}))
    const {out} = await tour.run(RagQuery, ['my-rag', 'q', '--url', url, '--show-context'], {tty: true, width: 200})
    listener = (_, response) => response.writeHead(500).end(JSON.stringify({detail: evil}))
    const {err} = await tour.run(RagQuery, ['my-rag', 'q', '--url', url])

    assert.match(out, /red/)
    assert.match(err, /answered 500: red/)
    assert.doesNotMatch(out + err, /[\u0007\u001b\u202e]/)
  })

  for (const [what, answer, reason] of [
    ['is no JSON', '<html>', /what is not JSON/],
    ['has none of what was asked for', '{"choices":7,"source_nodes":{}}', /no choices/],
  ] as const) {
    it(`is survived when its answer ${what}`, async () => {
      listener = (_, response) => response.end(answer)
      const {code, err} = await tour.run(RagQuery, ['my-rag', 'q', '--url', url])

      assert.equal(code, 1)
      assert.match(err, reason)
    })
  }

  it('is not listened to for ever', async () => {
    const flood = Buffer.alloc(2 ** 20, 'x')
    listener = (_, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write(flood));
      }
      response.on('drain', pour)
      pour()
    }
    const {code, err} = await tour.run(DocumentList, ['my-rag', '--url', url])

    assert.equal(code, 1)
    assert.match(err, /sent more than 64 MiB/)
  })

  it('may answer nothing', async () => {
    listener = (_, response) => response.end('{"choices":[{"message":{"content":null}}],"source_nodes":[{}]}')
    const {code, err} = await tour.run(RagQuery, ['my-rag', 'q', '--url', url])

    assert.deepEqual([code, err], [0, 'note: the model answered nothing\n'])
  })

  it('has broken off when its stream ends early', async () => {
    listener = ({url: path}, response) =>
      response.end(path === '/retrieve' ? '{"results":[]}' : 'data: {"choices":[{"delta":{"content":"half"}}]}\n\n')
    const {code, out, err} = await tour.run(RagQuery, ['my-rag', 'q', '--top-k', '1', '--url', url])

    assert.deepEqual([code, out], [1, 'half\n'])
    assert.match(err, /broke off: the connection ended/)
  })
})
