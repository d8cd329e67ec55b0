import assert from 'node:assert/strict'
import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import RagBackup from '../src/commands/rag/backup.ts'
import DocumentAdd from '../src/commands/rag/document/add.ts'
import DocumentDelete from '../src/commands/rag/document/delete.ts'
import DocumentList from '../src/commands/rag/document/list.ts'
import IndexDelete from '../src/commands/rag/index/delete.ts'
import RagQuery from '../src/commands/rag/query.ts'
import RagRestore from '../src/commands/rag/restore.ts'
import {files, type RagWorld, world} from './world.ts'

describe('a backup of an engine', () => {
  let tour: RagWorld
  let cwd: string
  before(async () => {
    const spec = {embedding: {local: {modelID: 'BAAI/bge-small-en-v1.5'}}}
    const metadata = {name: 'bare', namespace: 'default'}
    tour = await world({objects: [{apiVersion: 'kaito.sh/v1beta1', kind: 'RAGEngine', metadata, spec}]})
  })
  after(() => tour.stop())
  beforeEach(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'ome-rag-'))
    cpSync(join(files, 'backup'), join(cwd, 'backup'), {recursive: true})
    await tour.run(RagRestore, ['my-rag', '--from', 'backup', '--replace', '--yes'], {cwd})
  })
  afterEach(() => rmSync(cwd, {recursive: true, force: true}))
  const listed = async (): Promise<string> => (await tour.run(DocumentList, ['my-rag'])).out

  it('is a snapshot on its claim, and comes back as it was', async () => {
    const before = await listed()
    const kept = await tour.run(RagBackup, ['my-rag', '--to', 'kept'], {cwd})
    await tour.run(IndexDelete, ['my-rag', 'default', '--yes'])
    const {code, out} = await tour.run(RagRestore, ['my-rag', '--from', 'kept'], {cwd})

    assert.equal(kept.code, 0)
    assert.match(kept.out, /^default +3 +3 +claim:\/mnt\/data\/ome-backups\/[\dT-]+, kept$/m)
    assert.deepEqual(readdirSync(join(cwd, 'kept')).sort(), ['default.jsonl', 'manifest.json', 'ragengine.yaml'])
    assert.doesNotMatch(readFileSync(join(cwd, 'kept', 'ragengine.yaml'), 'utf8'), /finalizer|revision|status:/)
    assert.equal(code, 0)
    assert.match(out, /^default +snapshot +3 +0$/m)
    assert.equal(await listed(), before)
  })

  it('shows on a terminal how far it is', async () => {
    const kept = await tour.run(RagBackup, ['my-rag', '--to', 'kept', '--mode', 'export'], {cwd, tty: true})
    await tour.run(IndexDelete, ['my-rag', 'default', '--yes'])
    const {err} = await tour.run(RagRestore, ['my-rag', '--from', 'kept'], {cwd, tty: true})
    const piped = await tour.run(RagBackup, ['my-rag', '--to', 'piped', '--mode', 'export'], {cwd})

    assert.match(kept.err, /index default: 1 documents[\s\S]*\r\u001b\[2K/)
    assert.match(err, /index default: 3 documents[\s\S]*\r\u001b\[2K/)
    assert.equal(piped.err, '')
  })

  it('adds what an index lacks, and nothing twice', async () => {
    await tour.run(DocumentDelete, ['my-rag', 'faq.txt', '--yes'])
    const first = await tour.run(RagRestore, ['my-rag', '--from', 'backup/'], {cwd})
    const second = await tour.run(RagRestore, ['my-rag', '--from', 'backup/'], {cwd})

    assert.match(first.out, /^default +add missing +1 +2$/m)
    assert.match(second.out, /^default +add missing +0 +3$/m)
  })

  it('fills another engine whose disk has no snapshot from its documents', async () => {
    await tour.run(RagBackup, ['my-rag', '--to', 'kept'], {cwd})
    const manifest = join(cwd, 'kept', 'manifest.json')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('ome-backups', 'elsewhere'))
    await tour.run(IndexDelete, ['my-rag', 'default', '--yes'])
    const {out, err} = await tour.run(RagRestore, ['my-rag', '--from', 'kept'], {cwd})

    assert.match(out, /^default +re-index +3 +0$/m)
    assert.match(err, /snapshot of default is not on the disk of this engine/)
    assert.match(await listed(), /^doc-id-123 +notes\.txt/m)
  })

  it('makes the engine again that is gone, and waits until it serves', async () => {
    await tour.run(RagBackup, ['my-rag', '--to', 'kept'], {cwd})
    const gone = await tour.run(RagRestore, ['again', '--from', 'kept'], {cwd})
    const {code, out, err} = await tour.pass(RagRestore, ['again', '--from', 'kept', '--create', '-o', 'json'], {cwd})
    const there = await tour.pass(RagRestore, ['again', '--from', 'kept', '--create'], {cwd})

    assert.equal(gone.code, 4)
    assert.match(gone.err, /hint: .*ome rag restore again -n default --from DIR --create/)
    assert.equal(code, 0, err)
    assert.match(err, /^ragengine\/again created$[\s\S]*^ragengine\/again Ready/m)
    assert.deepEqual(
      JSON.parse(out).items.map((item: Record<'added' | 'unchanged', number>) => item.added + item.unchanged),
      [3],
    )
    assert.equal((await tour.pass(RagQuery, ['again', 'What is KAITO?'])).code, 0)
    assert.match(there.out, /^default +add missing +0 +3$/m)
  })

  for (const [what, yaml, code, reason] of [
    ['no file of the engine', undefined, 2, /holds no RAGEngine/],
    ['another object', 'apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n', 2, /holds no RAGEngine/],
    [
      'a claim that is gone',
      'apiVersion: kaito.sh/v1beta1\nkind: RAGEngine\nspec: {storage: {persistentVolume: {persistentVolumeClaim: lost}}}\n',
      4,
      /persistentvolumeclaim "lost" of the engine is gone/,
    ],
  ] as const)
    it(`makes no engine of ${what}`, async () => {
      const path = join(cwd, 'backup', 'ragengine.yaml')
      if (yaml === undefined) rmSync(path)
      else writeFileSync(path, yaml)
      const {code: ended, err} = await tour.run(RagRestore, ['none', '--from', 'backup', '--create'], {cwd})

      assert.equal(ended, code, err)
      assert.match(err, reason)
    })

  it('overwrites an index with --replace, after a yes', async () => {
    await tour.run(DocumentAdd, ['my-rag', 'doc.pdf'])
    const asked = await tour.run(RagRestore, ['my-rag', '--from', 'backup', '--replace'], {cwd})
    const {code, out} = await tour.run(RagRestore, ['my-rag', '--from', 'backup', '--replace', '--yes'], {cwd})

    assert.deepEqual([asked.code, code], [2, 0])
    assert.match(out, /^default +re-index +3 +0$/m)
    assert.doesNotMatch(await listed(), /doc\.pdf/)
  })

  it('replaces an older one of the same engine after a yes, and none of another', async () => {
    const asked = await tour.run(RagBackup, ['my-rag', '--to', 'backup'], {cwd})
    const {code} = await tour.run(RagBackup, ['my-rag', '--to', 'backup', '--yes'], {cwd})
    writeFileSync(join(cwd, 'backup', 'manifest.json'), '{"engine":"other","created":"x","mode":"export","indexes":[]}')
    const other = await tour.run(RagBackup, ['my-rag', '--to', 'backup', '--yes'], {cwd})

    assert.deepEqual([asked.code, code, other.code], [2, 0, 6])
    assert.match(asked.err, /Replace the backup of 2026-11-14T09:00:00Z/)
    assert.match(other.err, /holds a backup of ragengine "other"/)
  })

  it('that breaks off leaves the older one as it was', async () => {
    const before = readFileSync(join(cwd, 'backup', 'default.jsonl'), 'utf8')
    let pages = 0
    const kube: typeof tour.kube = async (options, signal) => {
      const client = await tour.kube(options, signal)
      return Object.assign(Object.create(client), {
        request: (method: string, path: string, how: object) =>
          // The first page sizes the index, the second counts its chunks, the third reads them.
          path.includes('/documents?') && ++pages === 3
            ? Promise.reject(new OmeError('unreachable', 'the connection is lost'))
            : client.request(method, path, how),
      })
    }
    const {code} = await tour.run(RagBackup, ['my-rag', '--to', 'backup', '--yes'], {cwd, kube})

    assert.equal(code, 7)
    assert.deepEqual(readdirSync(join(cwd, 'backup')).sort(), ['default.jsonl', 'manifest.json', 'ragengine.yaml'])
    assert.equal(readFileSync(join(cwd, 'backup', 'default.jsonl'), 'utf8'), before)
  })

  it('whose files cannot take their places says so, and leaves nothing half done', async () => {
    rmSync(join(cwd, 'backup', 'default.jsonl'))
    mkdirSync(join(cwd, 'backup', 'default.jsonl', 'x'), {recursive: true})
    const {code, err} = await tour.run(RagBackup, ['my-rag', '--to', 'backup', '--yes'], {cwd})

    assert.equal(code, 1)
    assert.match(err, /the backup cannot be written to backup \(E\w+\)/)
    assert.deepEqual(readdirSync(join(cwd, 'backup')).sort(), ['default.jsonl', 'manifest.json', 'ragengine.yaml'])
  })

  it('of documents of several chunks says that they were put together', async () => {
    const long = Array.from({length: 400}, (_, at) => `Sentence number ${at} of a long document stands here.`).join(' ')
    writeFileSync(join(cwd, 'long.txt'), long)
    await tour.run(DocumentAdd, ['my-rag', 'long.txt'], {cwd})
    const {err} = await tour.run(RagBackup, ['my-rag', '--to', 'kept', '--mode', 'export'], {cwd})

    assert.match(err, /note: documents put together from several chunks: 1;/)
    const lines = readFileSync(join(cwd, 'kept', 'default.jsonl'), 'utf8')
      .trim()
      .split('\n')
    const kept = lines.map((line) => JSON.parse(line)).find(({metadata}) => metadata.source === 'long.txt')
    assert.ok(kept.chunks.length > 1)
    assert.equal(kept.text.replaceAll(/\s+/g, ' '), long)
  })

  for (const [what, words, code, reason] of [
    ['a snapshot without a claim', ['bare', '--mode', 'snapshot'], 2, /has no claim/],
    ['documents without a folder', ['bare'], 2, /needs a folder/],
    ['an engine that is not there', ['gone', '--to', 'kept'], 4, /"gone" not found/],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      const {code: ended, err} = await tour.run(RagBackup, words, {cwd})

      assert.equal(ended, code)
      assert.match(err, reason)
      assert.equal(existsSync(join(cwd, 'kept')), false)
    })
  }

  const manifest = (more: object): string => JSON.stringify({engine: 'e', created: 'c', mode: 'snapshot', ...more})
  const line = (id: string): string => `${JSON.stringify({doc_id: id, text: `text ${id}`, metadata: {}})}\n`
  for (const [what, name, text] of [
    ['a folder without one', 'manifest.json', undefined],
    ['a manifest that is none', 'manifest.json', '{}'],
    ['an index whose name leads elsewhere', 'manifest.json', manifest({indexes: [{name: '../x'}]})],
    ['a snapshot whose path does', 'manifest.json', manifest({snapshotPath: '/mnt/../etc', indexes: []})],
    ['a line that is no document', 'default.jsonl', '{"doc_id":1}\n'],
    ['a line that breaks off', 'default.jsonl', `${line('a')}${line('b')}${line('c').slice(0, 20)}`],
    ['fewer documents than it should have', 'default.jsonl', line('a')],
  ] as const) {
    it(`is not restored from ${what}, and nothing is removed`, async () => {
      const before = await listed()
      const path = join(cwd, 'backup', name)
      if (text === undefined) rmSync(path)
      else writeFileSync(path, text)
      const {code} = await tour.run(RagRestore, ['my-rag', '--from', 'backup', '--replace', '--yes'], {cwd})

      assert.equal(code, 2)
      assert.equal(await listed(), before)
    })
  }

  it('that is not whole adds what it has', async () => {
    writeFileSync(join(cwd, 'backup', 'default.jsonl'), line('a'))
    const {code, out, err} = await tour.run(RagRestore, ['my-rag', '--from', 'backup'], {cwd})

    assert.equal(code, 0)
    assert.match(out, /^default +add missing +1 +0$/m)
    assert.match(err, /note: the backup is not whole: it has 1 of the 3 documents of index default/)
  })

  it('of an index without documents comes back, with the others', async () => {
    writeFileSync(join(cwd, 'a.txt'), 'a')
    await tour.run(DocumentAdd, ['my-rag', 'a.txt', '--index', 'bare'], {cwd})
    await tour.run(DocumentDelete, ['my-rag', 'a.txt', '--index', 'bare', '--yes'])
    await tour.run(RagBackup, ['my-rag', '--to', 'kept', '--mode', 'export'], {cwd})
    await tour.run(IndexDelete, ['my-rag', 'bare', '--yes'])
    await tour.run(IndexDelete, ['my-rag', 'default', '--yes'])
    const {code, out} = await tour.run(RagRestore, ['my-rag', '--from', 'kept'], {cwd})

    assert.equal(code, 0)
    assert.match(out, /^bare +re-index +0 +0\ndefault +re-index +3 +0$/m)
  })
})
