import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type CommandClass, run as runCommand} from '@ome/testkit/run'
import DocumentAdd from '../src/commands/rag/document/add.ts'
import DocumentList from '../src/commands/rag/document/list.ts'
import IndexList from '../src/commands/rag/index/list.ts'
import RagQuery from '../src/commands/rag/query.ts'
import RagTest from '../src/commands/rag/test.ts'

type Answer = (response: ServerResponse, body: string, times: number) => void

const json =
  (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(JSON.stringify(value))

const taken: Answer = (response, body) => json(JSON.parse(body).documents.map(() => ({doc_id: 'd'})))(response, '', 0)

describe('a service that is not as it should be', () => {
  let cwd: string
  let server: Server
  let answers: Readonly<Record<string, Answer>>
  const asked = new Map<string, number>()
  before(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'ome-rag-'))
    for (let at = 0; at < 12; at++) writeFileSync(join(cwd, `${at}.txt`), `Document number ${at}.`)
    server = createServer((request, response) => {
      const key = `${request.method} ${request.url?.split('?')[0]}`
      const times = (asked.get(key) ?? 0) + 1
      asked.set(key, times)
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => (answers[key] ?? json([]))(response, body, times))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  after(async () => {
    server.closeAllConnections()
    server.close()
    rmSync(cwd, {recursive: true, force: true})
  })
  beforeEach(() => {
    asked.clear()
    answers = {}
  })
  const run = (command: CommandClass, ...words: readonly string[]) => {
    const {port} = server.address() as AddressInfo
    return runCommand(command, ['my-rag', ...words, '--url', `http://127.0.0.1:${port}`], {plugin: 'rag', cwd})
  }

  for (const [what, answer, reason] of [
    ['refuses everything', json({detail: 'boom'}, 500), /answered 500: boom/],
    ['says nothing of what it took', json({}), /answered POST \/index with what is no list/],
    ['took less than it was given', json([]), /took 0 of 1 documents/],
  ] as const)
    it(`that ${what} is not given one document after the other`, async () => {
      answers = {'POST /index': answer}
      const {code, err} = await run(DocumentAdd, '.')

      assert.equal(code, 1)
      assert.match(err, reason)
      assert.equal(asked.get('POST /index'), 6)
    })

  it('that is busy is asked again', async () => {
    const busy = json({error: 'slow down'}, 429, {'retry-after': '0'})
    answers = {'POST /index': (response, body, times) => (times % 2 === 1 ? busy : taken)(response, body, times)}
    const {code, out} = await run(DocumentAdd, '.')

    assert.equal(code, 0)
    assert.match(out, /^default +12 +0 +0$/m)
  })

  for (const [what, command, answer, code, reason] of [
    [
      'a page of HTML',
      IndexList,
      '<html>Log in</html>',
      1,
      /with what is not JSON[\s\S]*hint: .*ome rag status my-rag/,
    ],
    ['another thing than indexes', IndexList, '{"a":1}', 1, /GET \/indexes with what is no list/],
    ['null', DocumentList, 'null', 1, /GET \/indexes with what is no list/],
    ['null', DocumentAdd, 'null', 1, /GET \/indexes with what is no list/],
  ] as const)
    it(`that answers ${what} is told by ${command.name}`, async () => {
      answers = {'GET /indexes': (response) => void response.end(answer)}
      const {code: ended, err} = await run(command, ...(command === DocumentAdd ? ['.'] : []))

      assert.equal(ended, code)
      assert.match(err, reason)
    })

  it('that lists no documents, or answers nothing, is told', async () => {
    answers = {'GET /indexes': json(['default']), 'GET /indexes/default/documents': json({})}
    const listed = await run(DocumentList)
    const answered = await run(RagQuery, 'What?')

    assert.deepEqual([listed.code, answered.code], [1, 1])
    assert.match(listed.err, /GET \/indexes\/default\/documents with no documents/)
    assert.match(answered.err, /POST \/v1\/chat\/completions with no choices/)
  })

  it('that fails on one question is asked the others, and on three in a row none', async () => {
    const rows = ['one', 'two', 'three', 'four'].map((word) => `${word}?,${word}\n`).join('')
    writeFileSync(join(cwd, 'questions.csv'), `question,expected\n${rows}`)
    const fails = json({detail: 'boom'}, 500)
    const found: Answer = (response, body) =>
      json({results: [{doc_id: 'd', text: JSON.parse(body).query, score: 1, metadata: {}}]})(response, body, 0)
    const answering = (isBroken: (times: number) => boolean) => ({
      'GET /indexes': json(['default']),
      'POST /retrieve': (...[response, body, times]: Parameters<Answer>) =>
        (isBroken(times) ? fails : found)(response, body, times),
    })
    answers = answering((times) => times === 2)
    const once = await run(RagTest, 'questions.csv', '--retrieve-only')
    asked.clear()
    answers = answering((times) => times > 1)
    const often = await run(RagTest, 'questions.csv', '--retrieve-only')

    assert.deepEqual([once.code, often.code], [1, 1])
    assert.match(once.out, /^ +4 +3 +75% /m)
    assert.match(once.err, /1 question could not be asked, and counted as missed: "two\?": .*answered 500: boom/)
    assert.equal(often.out, '')
    assert.equal(asked.get('POST /retrieve'), 4)
  })

  it('tells what a model says in its own form', async () => {
    answers = {'GET /indexes': json({error: {message: 'too many'}}, 400)}
    assert.match((await run(IndexList)).err, /answered 400: too many$/m)
  })

  it('behind a proxy that fails is told by the name of its page', async () => {
    const page = '<html><title>502 Bad Gateway</title><script>x()</script></html>'
    answers = {'GET /indexes': (response) => void response.writeHead(502).end(page)}
    const {code, err} = await run(IndexList)

    assert.equal(code, 7)
    assert.match(err, /answered 502: 502 Bad Gateway$/m)
  })

  it('that never answers is given up after --request-timeout', async () => {
    answers = {'GET /indexes': () => undefined}
    const {code, err} = await run(IndexList, '--request-timeout', '50ms')

    assert.equal(code, 7)
    assert.match(err, /127\.0\.0\.1/)
  })
})
