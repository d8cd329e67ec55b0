import assert from 'node:assert/strict'
import {chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {localDisk} from '@ome/sdk/disk/disk'
import fc from 'fast-check'
import {hashFiles, packFolder, toArchive} from './pack.ts'
import {readTree, treeHash, treeListing} from './tree.ts'
import {unpack} from './unpack.ts'

describe('pack', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-pack-'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const put = (folder: string, files: Readonly<Record<string, string>>): string => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(home, folder, path)), {recursive: true})
      writeFileSync(join(home, folder, path), text)
    }
    return join(home, folder)
  }

  const plugin = {
    'package.json': JSON.stringify({
      name: 'ome-x',
      files: ['dist', 'oclif.manifest.json'],
      scripts: {build: 'esbuild', postinstall: 'evil'},
      devDependencies: {esbuild: '1'},
      private: true,
    }),
    'dist/plugin.cjs': 'exports.commands = {}',
    'dist/.build.json': '{}',
    'dist/node_modules/a/index.js': '',
    'oclif.manifest.json': '{}',
    'README.md': '# x',
    'src/secret.ts': '',
  }

  it('takes what is listed and no dot files, no modules, no sources', async () => {
    const {files} = await packFolder(put('a', plugin))
    assert.deepEqual(
      files.map(({path}) => path),
      ['README.md', 'dist/plugin.cjs', 'oclif.manifest.json', 'package.json'],
    )
  })

  it('drops what only the workshop needs and keeps an install script, to be refused', async () => {
    const {files} = await packFolder(put('a', plugin))
    const shipped = JSON.parse(String(files.find(({path}) => path === 'package.json')?.bytes))
    assert.deepEqual(shipped, {name: 'ome-x', files: ['dist', 'oclif.manifest.json'], scripts: {postinstall: 'evil'}})
  })

  it('the same files in two places, with other times, give the same bytes', async () => {
    const [first, second] = [put('a', plugin), put('b', plugin)]
    utimesSync(join(second, 'dist/plugin.cjs'), 1, 1)

    const packed = await Promise.all([packFolder(first), packFolder(second)])

    assert.deepEqual(packed[0]?.archive, packed[1]?.archive)
  })

  it('a list that leaves the package is refused', async () => {
    const folder = put('a', {'package.json': JSON.stringify({name: 'x', files: ['../secret']})})
    await assert.rejects(packFolder(folder), /leaves the package/)
  })

  it('what is packed has, unpacked, the tree hash that was announced', async () => {
    const folder = put('a', plugin)
    chmodSync(join(folder, 'README.md'), 0o755)
    const {archive, tree} = await packFolder(folder)
    writeFileSync(join(home, 'a.tgz'), archive)

    await unpack(join(home, 'a.tgz'), join(home, 'out'), localDisk)

    assert.equal(treeHash(treeListing(readTree(join(home, 'out')))), tree)
  })

  it('any files in any order: the same bytes, and unpacking gives them back', async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,120}$/), {minLength: 1, maxLength: 6})
    const contents = fc.uint8Array({maxLength: 2000})
    await fc.assert(
      fc.asyncProperty(names, contents, async (paths, bytes) => {
        const files = paths.map((path, at) => ({
          path,
          bytes: Buffer.from(bytes.subarray(at)),
          executable: at % 2 === 0,
        }))
        const archive = await toArchive(files)
        assert.deepEqual(await toArchive(files.toReversed()), archive)
        const place = mkdtempSync(join(home, 'p-'))
        writeFileSync(join(place, 'a.tgz'), archive)
        await unpack(join(place, 'a.tgz'), join(place, 'out'), localDisk)
        assert.equal(treeHash(treeListing(readTree(join(place, 'out')))), hashFiles(files))
        assert.equal(readdirSync(join(place, 'out')).length, files.length)
      }),
      {numRuns: 30},
    )
  })
})
