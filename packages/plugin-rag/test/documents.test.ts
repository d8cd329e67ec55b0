import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import DocumentAdd from '../src/commands/rag/document/add.ts'
import DocumentDelete from '../src/commands/rag/document/delete.ts'
import DocumentList from '../src/commands/rag/document/list.ts'
import IndexDelete from '../src/commands/rag/index/delete.ts'
import IndexList from '../src/commands/rag/index/list.ts'
import {docx, docxBomb, page, paragraph, pdf} from './made-files.ts'
import {type RagWorld, world} from './world.ts'

describe('documents of an index', () => {
  let tour: RagWorld
  let cwd: string
  before(async () => {
    tour = await world()
  })
  after(() => tour.stop())
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'ome-rag-'))
  })
  afterEach(() => rmSync(cwd, {recursive: true, force: true}))
  const add = (...argv: string[]) => tour.run(DocumentAdd, ['my-rag', ...argv], {cwd})
  const list = async (index: string) =>
    JSON.parse((await tour.run(DocumentList, ['my-rag', '--index', index, '-o', 'json'])).out).items

  it('are listed as documents, not as chunks', async () => {
    const {out, code} = await tour.run(DocumentList, ['my-rag'])

    assert.equal(code, 0)
    assert.match(out, /^doc-id-123 +notes\.txt +1 +172$/m)
  })

  it('of the working files are read, and are left alone the second time', async () => {
    const words = ['my-rag', 'doc.pdf', './docs', '--index', 'tour']
    const first = await tour.run(DocumentAdd, words)
    const second = await tour.run(DocumentAdd, words)

    assert.equal(first.out, 'INDEX   ADDED   UNCHANGED   SKIPPED\ntour       13           0         1\n')
    assert.equal(second.out, 'INDEX   ADDED   UNCHANGED   SKIPPED\ntour        0          13         1\n')
    assert.match(first.err, /^note: docs\/diagram\.png is left out: no format that text is read from$/m)
    const sources = (await list('tour')).map(({metadata}: {metadata: {source: string}}) => metadata.source)
    assert.ok(sources.includes('docs/guides/retrieval.html'))
  })

  it('are added although hostile ones lie beside them', async () => {
    mkdirSync(join(cwd, 'in/sub'), {recursive: true})
    const files: Record<string, string | Buffer> = {
      'good.md': '# Good\n\nA document.',
      'good.docx': docx(paragraph('A word document.')),
      'good.pdf': pdf([page('A printed document.')]),
      'bomb.docx': docxBomb(130),
      'broken.pdf': pdf([page('x')]).subarray(0, 150),
      'binary.md': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0]),
      'latin.txt': Buffer.from([0x47, 0x72, 0xfc]),
      'empty.txt': '  \n',
      'huge.txt': '',
    }
    for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, 'in', name), content)
    truncateSync(join(cwd, 'in/huge.txt'), 2 ** 30)
    symlinkSync('..', join(cwd, 'in/sub/loop'))
    symlinkSync('self.txt', join(cwd, 'in/self.txt'))
    symlinkSync('nowhere.txt', join(cwd, 'in/dangling.txt'))
    const {code, out} = await add('in', '--index', 'hostile', '-o', 'json')

    const report = JSON.parse(out)
    const reasons = Object.fromEntries(
      report.skipped.map(({path, reason}: {path: string; reason: string}) => [path.replace('in/', ''), reason]),
    )
    assert.deepEqual([code, report.added], [0, 3])
    assert.match(reasons['bomb.docx'], /unpacks to more than/)
    assert.match(reasons['broken.pdf'], /damaged PDF/)
    assert.match(reasons['binary.md'], /binary data/)
    assert.match(reasons['latin.txt'], /not text in UTF-8/)
    assert.match(reasons['empty.txt'], /no text/)
    assert.match(reasons['huge.txt'], /1 GiB long; files of up to 32 MiB are read/)
    assert.match(reasons['sub/loop'], /read already/)
    assert.match(reasons['self.txt'], /leads to itself/)
    assert.match(reasons['dangling.txt'], /vanished|nowhere/)
  })

  it('of a run that was broken off are not added twice by the next one', async () => {
    for (let at = 0; at < 60; at++) writeFileSync(join(cwd, `${at}.txt`), `Document number ${at}.`)
    const stop = new AbortController()
    let posts = 0
    const kube: typeof tour.kube = async (options, signal) => {
      const client = await tour.kube(options, signal)
      return Object.assign(Object.create(client), {
        request: (method: string, path: string, how: object) => {
          if (path.endsWith('/proxy/index') && ++posts === 3) stop.abort()
          return client.request(method, path, how)
        },
      })
    }
    const words = ['my-rag', '.', '--index', 'resumed', '--batch-size', '5']
    const broken = await tour.run(DocumentAdd, words, {cwd, kube, signal: stop.signal})
    const rest = await tour.run(DocumentAdd, [...words, '-o', 'json'], {cwd})

    assert.equal(broken.code, 130)
    assert.match(broken.err, /hint: in the index by now: 10 of them; the same command goes on with the rest/)
    const {added, unchanged} = JSON.parse(rest.out)
    assert.equal(added + unchanged, 60)
    assert.ok(unchanged >= 10)
    const stored = await list('resumed')
    assert.equal(stored.length, 60)
    assert.ok(stored.every(({chunks}: {chunks: number}) => chunks === 1))
  })

  it('in a newer version stand beside the older one, or replace it', async () => {
    const path = join(cwd, 'plan.md')
    writeFileSync(path, 'first plan')
    await add('plan.md', '--index', 'versions')
    writeFileSync(path, 'second plan')
    const beside = await add('plan.md', '--index', 'versions')
    const replaced = await add('plan.md', '--index', 'versions', '--replace', '-o', 'json')

    assert.match(beside.err, /there is still 1 older version of these files in the index: add with --replace/)
    assert.deepEqual([JSON.parse(replaced.out).replaced, (await list('versions')).length], [1, 1])
  })

  it('of one name in two folders replace each other in no run of both', async () => {
    const [here, one, two] = [join(cwd, 'here'), join(cwd, 'one/plan.md'), join(cwd, 'two/plan.md')]
    for (const folder of ['here', 'one', 'two']) mkdirSync(join(cwd, folder))
    const addBoth = async (first: string, second: string) => {
      writeFileSync(one, first)
      writeFileSync(two, second)
      const words = ['my-rag', one, two, '--index', 'names', '--replace', '-o', 'json']
      return JSON.parse((await tour.run(DocumentAdd, words, {cwd: here})).out)
    }
    await addBoth('first plan', 'second plan')
    const both = await list('names')
    // What was the text of the one is that of the other now.
    const {added, unchanged, replaced} = await addBoth('third plan', 'first plan')

    assert.equal(both.length, 2)
    assert.deepEqual([added, unchanged, replaced, (await list('names')).length], [1, 1, 1, 2])
  })

  it('have the metadata they were given', async () => {
    writeFileSync(join(cwd, 'main.py'), 'print("hello")\n')
    await add('main.py', '--index', 'meta', '--id', 'the-program', '--meta', 'team=search')
    const [{metadata}] = await list('meta')

    assert.equal(metadata.sha256.length, 64)
    assert.deepEqual(
      {...metadata, sha256: ''},
      {source: 'main.py', sha256: '', split_type: 'code', language: 'python', id: 'the-program', team: 'search'},
    )
  })

  for (const [what, words, code, reason] of [
    ['a path that is not there', ['nowhere.pdf'], 4, /no file or folder "nowhere\.pdf"/],
    ['a named file without text', ['noise.md'], 1, /noise\.md was not added: it holds binary data/],
    ['an empty path', [''], 2, /a path is empty/],
    ['one id for two documents', ['a.txt', 'b.txt', '--id', 'x'], 2, /--id names one document/],
    ['a size that is none', ['a.txt', '--max-file-size', 'big'], 2, /"big" is no size/],
    ['a name that no index can have', ['a.txt', '--index', '../x'], 2, /cannot be the name of an index/],
    ['metadata that is no pair', ['a.txt', '--meta', 'x'], 2, /--meta "x"/],
    ['metadata that is kept', ['a.txt', '--meta', 'sha256=0'], 2, /--meta sha256: that is set here/],
  ] as const) {
    it(`are refused with ${code} for ${what}`, async () => {
      writeFileSync(join(cwd, 'noise.md'), Buffer.from([0, 1, 2]))
      writeFileSync(join(cwd, 'a.txt'), 'a')
      writeFileSync(join(cwd, 'b.txt'), 'b')
      const {code: ended, err} = await add(...words)

      assert.equal(ended, code)
      assert.match(err, reason)
    })
  }

  it('go by id, source or the beginning of a digest, and what is missing does not keep them', async () => {
    for (const name of ['one', 'two', 'three']) writeFileSync(join(cwd, `${name}.txt`), `text of ${name}`)
    await add('.', '--index', 'gone')
    const two = (await list('gone')).find(({metadata}: {metadata: {source: string}}) => metadata.source === 'two.txt')
    const words = ['my-rag', 'one.txt', two.docId.slice(0, 8), 'nine', '--index', 'gone']
    const asked = await tour.run(DocumentDelete, words)
    const {code, out, err} = await tour.run(DocumentDelete, [...words, '--yes'])

    assert.equal(asked.code, 2)
    assert.equal(code, 4)
    assert.match(out, /^document\/[0-9a-f]{12} deleted\ndocument\/[0-9a-f]{12} deleted\n$/)
    assert.match(err, /index "gone" has no document "nine"/)
    assert.equal((await list('gone')).length, 1)
  })

  it('are in indexes, of which one must be chosen when there are several', async () => {
    writeFileSync(join(cwd, 'a.txt'), 'a')
    await add('a.txt', '--index', 'short')
    const listed = await tour.run(IndexList, ['my-rag'])
    const asked = await tour.run(IndexDelete, ['my-rag', 'short'])
    const gone = await tour.run(IndexDelete, ['my-rag', 'short', '--yes'])
    const wrong = await tour.run(IndexDelete, ['my-rag', 'shirt', '--yes'])

    assert.match(listed.out, /^short +1$/m)
    assert.deepEqual([asked.code, gone.code, gone.out, wrong.code], [2, 0, 'index/short deleted\n', 4])
  })
})
