import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {existsSync, readdirSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {gzipSync} from 'node:zlib'
import {pack} from 'tar-stream'
import Restore from '../src/commands/restore.ts'
import {configMap, type Workspace, workspace} from './workspace.ts'

interface EntryHeader {
  readonly name: string
  readonly type?: 'symlink' | 'link'
  readonly linkname?: string
}
type Entry = readonly [header: EntryHeader, text?: string]

async function archive(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack()
  for (const [header, text = ''] of entries) tar.entry(header, text)
  tar.finalize()
  return gzipSync(await buffer(tar))
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const object = JSON.stringify(configMap('restored', {a: '1'}, {namespace: 'default'}))
const manifest = (files: unknown): Entry => [
  {name: 'manifest.json'},
  JSON.stringify({schema: 'ome-backup/1', createdAt: '2026-01-01T00:00:00Z', files}),
]
const listed = (path: string, text = object) => ({path, sha256: sha256(text)})

describe('an archive that somebody else made', () => {
  let here: Workspace
  before(async () => {
    here = await workspace()
  })
  after(() => here.stop())

  const restore = async (bytes: Buffer, words = '', options = {}) => {
    writeFileSync(join(here.folder, 'x.tar.gz'), bytes)
    here.writes()
    return await here.run(Restore, `--from x.tar.gz --yes ${words}`, options)
  }

  for (const name of ['../outside.yaml', '/tmp/ome-outside.yaml', 'a/../../outside.yaml', '..\\outside.yaml'])
    it(`puts no file anywhere: ${name}`, async () => {
      const {code, err} = await restore(await archive([manifest([listed(name)]), [{name}, object]]))
      assert.equal(code, 0, err)
      assert.deepEqual(readdirSync(here.folder), ['x.tar.gz'])
      assert.equal(existsSync('/tmp/ome-outside.yaml') || existsSync(join(here.folder, '../outside.yaml')), false)
    })

  for (const [title, entries, code, message] of [
    [
      'a link in place of a file',
      [manifest([listed('a.yaml')]), [{name: 'a.yaml', type: 'symlink', linkname: '/etc/passwd'}]],
      1,
      /a\.yaml is missing/,
    ],
    [
      'a hard link in place of a file',
      [manifest([listed('a.yaml')]), [{name: 'a.yaml', type: 'link', linkname: 'manifest.json'}]],
      1,
      /a\.yaml is missing/,
    ],
    [
      'a digest that is another',
      [manifest([listed('a.yaml', 'other')]), [{name: 'a.yaml'}, object]],
      1,
      /not the file/,
    ],
    [
      'a second file of the same name',
      [manifest([listed('a.yaml')]), [{name: 'a.yaml'}, object], [{name: 'a.yaml'}, 'kind: Evil']],
      1,
      /not the file/,
    ],
    ['no manifest', [[{name: 'a.yaml'}, object]], 2, /is no backup of ome/],
    ['a manifest that is no object', [[{name: 'manifest.json'}, 'null']], 2, /is no backup of ome/],
    ['a manifest of another kind', [[{name: 'manifest.json'}, '{"schema":"x"}']], 2, /is no backup of ome/],
    ['a list that is none', [manifest({a: 1})], 2, /is no backup of ome/],
    ['a list of odd things', [manifest([null, 1, {path: 1}])], 2, /is no backup of ome/],
    ['nothing in it', [manifest([])], 4, /holds none/],
    [
      'a file that is no object',
      [manifest([listed('a.yaml', '- 1')]), [{name: 'a.yaml'}, '- 1']],
      2,
      /a\.yaml: document 1/,
    ],
  ] as const)
    it(`with ${title} is refused`, async () => {
      const {code: found, err} = await restore(await archive(entries as readonly Entry[]))
      assert.equal(found, code, err)
      assert.match(err, message)
      assert.deepEqual(here.writes(), [])
    })

  it('that unpacks to a great many bytes is refused before it fills the memory', async () => {
    const {code, err} = await restore(gzipSync(Buffer.alloc(65 * 2 ** 20)))
    assert.deepEqual([code, here.writes()], [1, []])
    assert.match(err, /larger than \d+ bytes/)
    writeFileSync(join(here.folder, 'big.tar.gz'), '')
    truncateSync(join(here.folder, 'big.tar.gz'), 2 ** 30)
    assert.equal((await here.run(Restore, '--from big.tar.gz')).code, 2)
  })

  it('with lists that name each other many times over is refused or stays small', async () => {
    const levels = Array.from({length: 9}, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(9)}*l${at}]`)
    const bomb = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb, namespace: default}\nl0: &l0 [x]\n${levels.join('\n')}\n`
    const {code} = await restore(await archive([manifest([listed('a.yaml', bomb)]), [{name: 'a.yaml'}, bomb]]))
    assert.deepEqual([code !== 0, here.writes()], [true, []])
  })

  for (const [title, sealed] of [
    ['is no JSON', '{'],
    ['is null', 'null'],
    ['asks for a week of work', '{"cipher":"aes-256-gcm","kdf":"scrypt","n":4294967296}'],
    ['lacks everything', '{"cipher":"aes-256-gcm","kdf":"scrypt","n":131072}'],
  ] as const)
    it(`whose box of secrets ${title} is refused`, async () => {
      const entries: Entry[] = [
        manifest([listed('a.yaml')]),
        [{name: 'a.yaml'}, object],
        [{name: 'secrets.sealed.json'}, sealed],
      ]
      const {code, err} = await restore(await archive(entries), '', {env: {OME_BACKUP_PASSPHRASE: 'correct horse'}})
      assert.ok(code === 1 || code === 5, `${code} ${err}`)
      assert.deepEqual(here.writes(), [])
    })

  it('shows no control characters of a name', async () => {
    const odd = object.replace('"restored"', '"\\u001b[31mred"')
    const {err, out} = await restore(
      await archive([manifest([listed('\u001b[2Ja.yaml', odd)]), [{name: '\u001b[2Ja.yaml'}, odd]]),
    )
    assert.equal(`${out}${err}`.includes('\u001b'), false)
  })
})
