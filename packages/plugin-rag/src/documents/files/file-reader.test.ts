import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileReader} from './file-reader.ts'
import {finder} from './finder.ts'

const noRich = {
  read: () => Promise.reject(new Error('no rich document is read here')),
  close: () => undefined,
}

describe('files of this machine', () => {
  let cwd: string
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'ome-rag-'))
  })
  afterEach(() => rmSync(cwd, {recursive: true, force: true}))
  const write = (path: string, text = path): void => {
    mkdirSync(join(cwd, path, '..'), {recursive: true})
    writeFileSync(join(cwd, path), text)
  }
  const found = async (from: string, ...paths: readonly string[]) =>
    await finder(from, new AbortController().signal).find(paths)
  const reader = fileReader(noRich, {mostBytes: 1000, mostCharacters: 500})
  const read = (path: string, isKnown = false) =>
    reader.read({path: join(cwd, path), source: path, isNamed: false}, () => isKnown)

  it('have the same source from wherever they are named', async () => {
    write('docs/a/b.md')
    mkdirSync(join(cwd, 'other'))
    const sources = async (from: string, path: string) => (await found(from, path)).files.map(({source}) => source)

    assert.deepEqual(await sources(cwd, 'docs'), ['docs/a/b.md'])
    assert.deepEqual(await sources(cwd, './docs/'), ['docs/a/b.md'])
    assert.deepEqual(await sources(join(cwd, 'other'), '../docs'), ['docs/a/b.md'])
    assert.deepEqual(await sources(join(cwd, 'other'), join(cwd, 'docs')), ['docs/a/b.md'])
    assert.deepEqual(await sources(join(cwd, 'docs'), '.'), ['a/b.md'])
  })

  it('are found once, hidden ones not at all, and odd things are told', async () => {
    for (const path of ['in/a.txt', 'in/.secret.txt', 'in/node_modules/x.md', 'in/sub/c.md', 'in/photo.jpg'])
      write(path)
    symlinkSync('a.txt', join(cwd, 'in/0.txt'))
    symlinkSync('sub', join(cwd, 'in/zsub'))
    execFileSync('mkfifo', [join(cwd, 'in/pipe.txt')])
    const {files, leftOut} = await found(cwd, 'in', 'in/a.txt')

    assert.deepEqual(
      files.map(({source}) => source),
      ['in/a.txt', 'in/sub/c.md'],
    )
    assert.deepEqual(Object.fromEntries(leftOut.map(({path, reason}) => [path, reason])), {
      'in/photo.jpg': 'no format that text is read from',
      'in/pipe.txt': 'not a plain file',
      'in/0.txt': 'a link to a file that is read anyway',
      'in/zsub': 'a link to a folder that was read already',
    })
  })

  it('are not taken through links out of the folder, unless they are named', async () => {
    for (const path of ['in/a.txt', 'private/key.txt', 'innermost/b.txt']) write(path)
    symlinkSync('../private/key.txt', join(cwd, 'in/key.txt'))
    symlinkSync('../private', join(cwd, 'in/more'))
    symlinkSync('../innermost', join(cwd, 'in/deep'))
    const {files, leftOut} = await found(cwd, 'in')
    const named = await found(cwd, 'in/key.txt', 'in/deep')

    assert.deepEqual(
      files.map(({source}) => source),
      ['in/a.txt'],
    )
    assert.deepEqual(
      leftOut.map(({path, reason}) => `${path}: ${reason}`),
      ['deep', 'key.txt', 'more'].map((name) => `in/${name}: a link out of the folder`),
    )
    assert.deepEqual(
      named.files.map(({source}) => source),
      ['in/key.txt', 'in/deep/b.txt'],
    )
  })

  it('are refused when they are not there, before anything else', async () => {
    write('a.txt')
    await assert.rejects(found(cwd, 'a.txt', 'gone'), {kind: 'not-found'})
    await assert.rejects(found(cwd, 'https://example.com/a.pdf'), {
      kind: 'not-found',
      hints: ['addresses are not fetched: download it, and name the file'],
    })
    await assert.rejects(found(cwd, 'a.txt', ''), {kind: 'usage', message: 'a path is empty'})
  })

  it('are known by their bytes, and then not read', async () => {
    write('a.txt', 'a text \r\n\r\n\r\n\r\nof two lines')
    const first = await read('a.txt')
    const second = await read('a.txt', true)

    assert.equal(first.content?.text, 'a text\n\nof two lines')
    assert.deepEqual([second.sha256, second.content], [first.sha256, undefined])
  })

  for (const [what, prepare, reason] of [
    ['vanish', () => undefined, /vanished/],
    ['are larger than the limit', (path: string) => truncateSync(path, 2 ** 30), /1 GiB long/],
    ['hold more text than the limit', (path: string) => writeFileSync(path, 'x'.repeat(600)), /more than 500 char/],
    ['are empty', (path: string) => writeFileSync(path, '\n'), /no text/],
    ['hold nothing that can be seen', (path: string) => writeFileSync(path, '\u200b\ufeff \u200d'), /no text/],
    ['hold binary data', (path: string) => writeFileSync(path, '\0'), /binary data/],
  ] as const) {
    it(`are left out when they ${what}`, async () => {
      write('a.txt')
      if (what === 'vanish') rmSync(join(cwd, 'a.txt'))
      else prepare(join(cwd, 'a.txt'))
      await assert.rejects(read('a.txt'), {kind: 'unmet', message: reason})
    })
  }
})
