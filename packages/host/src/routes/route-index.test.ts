import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {checksum} from '@ome/sdk/disk/checksum'
import {stampOf} from '@ome/sdk/disk/stamp'
import {
  decodeIndex,
  encodeIndex,
  holdUnsaved,
  indexAtHand,
  indexKey,
  indexPath,
  type RouteIndex,
  readIndex,
} from './route-index.ts'

const index = (watched: RouteIndex['watched']): RouteIndex => ({
  key: '1.0.0',
  version: '1.0.0',
  watched,
  plugins: [],
  commands: {'a:b': [0, 'Sumürry', 'read']},
  aliases: {},
  losers: [],
  topics: [],
  valueFlags: [],
  config: {},
  rootHelp: '',
  offers: [],
  moved: {},
  notices: [],
})

describe('route index', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-index-'))
  })
  afterEach(() => rmSync(folder, {recursive: true}))

  it('is read back as it was written', () => {
    assert.deepEqual(decodeIndex(Buffer.from(encodeIndex(index({})))), index({}))
  })

  it('with any byte changed is no index', () => {
    const good = Buffer.from(encodeIndex(index({})))
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good)
      bad[at] = (bad[at] ?? 0) ^ 1
      assert.equal(decodeIndex(bad), undefined, `byte ${at}`)
    }
  })

  it('that a build with another shape wrote is no index', () => {
    const [head = '', body = ''] = encodeIndex(index({})).split('\n')
    const [shape = '', sum = ''] = head.split(' ')
    assert.equal(sum, checksum(Buffer.from(body)))
    for (const other of [`${sum}\n${body}`, `${shape}0 ${sum}\n${body}`])
      assert.equal(decodeIndex(Buffer.from(other)), undefined)
  })

  it('is for one host and its folders', () => {
    const folders = {data: '/home/a/.ome', config: '/home/a/.ome'}

    assert.notEqual(indexKey('/src/a/dist', '1.0.0', folders), indexKey('/src/b/dist', '1.0.0', folders))
    assert.notEqual(
      indexKey('/src/a/dist', '1.0.0', folders),
      indexKey('/src/a/dist', '1.0.0', {...folders, data: '/tmp'}),
    )
  })

  it('is stale when the host has another version, or a source changed, came or went', () => {
    const source = join(folder, 'source')
    const save = (watched: RouteIndex['watched']): void => writeFileSync(indexPath(folder), encodeIndex(index(watched)))

    save({[source]: 'absent'})
    assert.ok(readIndex(folder, '1.0.0'))
    assert.equal(readIndex(folder, '1.0.1'), undefined)
    writeFileSync(source, 'x')
    assert.equal(readIndex(folder, '1.0.0'), undefined)

    save({[source]: stampOf(source)})
    assert.ok(readIndex(folder, '1.0.0'))
    writeFileSync(source, 'xy')
    assert.equal(readIndex(folder, '1.0.0'), undefined)
    rmSync(source)
    assert.equal(readIndex(folder, '1.0.0'), undefined)
  })

  it('that could not be written is at hand for its folder alone, until one is written', () => {
    const held = index({})
    writeFileSync(indexPath(folder), encodeIndex({...held, version: '2.0.0'}))

    holdUnsaved(folder, held)
    assert.equal(indexAtHand(folder), held)
    assert.equal(indexAtHand(join(folder, 'other')), undefined)
    holdUnsaved(folder, undefined)
    assert.equal(indexAtHand(folder)?.version, '2.0.0')
  })
})
