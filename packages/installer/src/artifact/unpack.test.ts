import assert from 'node:assert/strict'
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {gzipSync} from 'node:zlib'
import {type Disk, localDisk} from '@ome/sdk/disk/disk'
import {type Header, pack} from 'tar-stream'
import {HostileArchive, unpack} from './unpack.ts'

type Headers = Partial<Header> & Pick<Header, 'name'>
type Row = [Headers, string?]

async function tar(rows: readonly Row[]): Promise<Buffer> {
  const archive = pack()
  for (const [header, text] of rows) archive.entry(header, text ?? '')
  archive.finalize()
  return buffer(archive)
}

const file = (name: string, text = 'x'): Row => [{name}, text]

/** One raw 512 byte header with a correct check sum, for what the writer refuses to write. */
function rawEntry(name: string, type: string, body: string | Buffer = '', size?: Buffer): Buffer {
  const content = Buffer.from(body)
  const header = Buffer.alloc(512)
  header.write(name, 0, 100)
  header.write('0000644\0', 100)
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
  size?.copy(header, 124)
  header.write('        ', 148)
  header.write(type, 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)])
}

const paxOf = (records: string, type = 'x'): Buffer => rawEntry('PaxHeader', type, records)

/** An extended header of one record; its length counts its own digits. */
function pax(key: string, value: string, type = 'x'): Buffer {
  const rest = ` ${key}=${value}\n`
  const bytes = Buffer.byteLength(rest)
  const digits = String(bytes + String(bytes).length).length
  return paxOf(`${bytes + digits}${rest}`, type)
}

const end = Buffer.alloc(1024)

describe('unpack', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-unpack-'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const run = async (
    archive: Buffer,
    disk: Pick<Disk, 'write'> = localDisk,
    limits?: {bytes: number; files: number},
  ): Promise<void> => {
    writeFileSync(join(home, 'a.tgz'), archive)
    await unpack(join(home, 'a.tgz'), join(home, 'in', 'package'), disk, limits)
  }
  const refuses = async (archive: Buffer, reason: RegExp, limits?: {bytes: number; files: number}): Promise<void> => {
    await assert.rejects(
      run(gzipSync(archive), localDisk, limits),
      (error: unknown) => error instanceof HostileArchive && reason.test(error.message),
    )
    assert.deepEqual(readdirSync(home).sort(), ['a.tgz', 'in'])
    assert.deepEqual(readdirSync(join(home, 'in')), ['package'])
  }

  it('plain files arrive read-only with their bytes', async () => {
    await run(
      gzipSync(
        await tar([
          file('package/package.json', '{}'),
          [{name: 'package/dist/', type: 'directory'}],
          [{name: 'package/dist/run.sh', mode: 0o755}, 'echo'],
        ]),
      ),
    )

    const folder = join(home, 'in', 'package')
    assert.equal(readFileSync(join(folder, 'package.json'), 'utf8'), '{}')
    assert.equal(statSync(join(folder, 'package.json')).mode & 0o777, 0o444)
    assert.equal(statSync(join(folder, 'dist/run.sh')).mode & 0o777, 0o555)
  })

  it('a set-uid bit and write rights do not survive', async () => {
    await run(gzipSync(await tar([[{name: 'package/a', mode: 0o6777}, 'x']])))
    assert.equal(statSync(join(home, 'in/package/a')).mode & 0o7777, 0o555)
  })

  const links: readonly [string, Headers][] = [
    ['a symbolic link', {name: 'package/a', type: 'symlink', linkname: '/etc/passwd'}],
    ['a hard link', {name: 'package/a', type: 'link', linkname: 'package/b'}],
    ['a character device', {name: 'package/a', type: 'character-device', devmajor: 1, devminor: 3}],
    ['a block device', {name: 'package/a', type: 'block-device', devmajor: 8, devminor: 0}],
    ['a fifo', {name: 'package/a', type: 'fifo'}],
  ]
  for (const [name, header] of links) {
    it(`${name} is refused`, async () => {
      await refuses(await tar([file('package/b'), [header]]), /only files and folders are taken/)
    })
  }

  it('a file through a link planted before it is refused at the link', async () => {
    await refuses(
      await tar([[{name: 'package/d', type: 'symlink', linkname: tmpdir()}], file('package/d/escaped')]),
      /symlink/,
    )
    assert.equal(existsSync(join(tmpdir(), 'escaped')), false)
  })

  const names: readonly [string, readonly string[], RegExp][] = [
    ['a climbing path', ['package/../../evil'], /not a plain relative path/],
    ['a climbing path below', ['package/a/../../../evil'], /not a plain relative path/],
    ['an absolute path', ['/package/evil'], /not a plain relative path/],
    ['a path outside package/', ['other/evil'], /outside package/],
    ['a dot segment', ['package/./a'], /not a plain relative path/],
    ['an empty segment', ['package//a'], /not a plain relative path/],
    ['a backslash', ['package/..\\evil'], /forbidden character/],
    ['a drive letter', ['package/c:evil'], /forbidden character/],
    ['a terminal sequence', ['package/\u001b[2Ja'], /"package\/\?\[2Ja" has a forbidden character/],
    ['a device name of Windows', ['package/aux.js'], /no name on every system/],
    ['a name that ends in a dot', ['package/a.'], /no name on every system/],
    ['the same file twice', ['package/a', 'package/a'], /falls on "a"/],
    ['files that differ in case', ['package/README', 'package/readme'], /falls on "README"/],
    ['files that differ in Unicode form', ['package/\u00e9', 'package/e\u0301'], /falls on/],
    ['folders that differ in case', ['package/Lib/a', 'package/lib/b'], /falls on "Lib"/],
    ['a file where a folder is', ['package/a/b', 'package/a'], /falls on "a"/],
    ['a folder where a file is', ['package/a', 'package/a/b'], /falls on "a"/],
    ['the folder itself as a file', ['package'], /"package" is a file/],
  ]
  for (const [name, paths, reason] of names) {
    it(`${name} is refused`, async () => {
      await refuses(await tar(paths.map((path) => file(path))), reason)
    })
  }

  it('a path from an extended header is judged like any other', async () => {
    const evil = pax('path', 'package/../../evil')
    await refuses(Buffer.concat([evil, rawEntry('package/a', '0', 'x'), end]), /not a plain relative path/)
  })

  it('a link hidden behind an extended header is refused', async () => {
    const header = pax('linkpath', '/etc/passwd')
    await refuses(Buffer.concat([header, rawEntry('package/a', '2'), end]), /symlink/)
  })

  it('a global extended header cannot rename what follows to another place', async () => {
    const header = pax('path', 'package/../../evil', 'g')
    await run(gzipSync(Buffer.concat([header, rawEntry('package/a', '0', 'x'), end])))
    assert.deepEqual(readdirSync(home, {recursive: true}).sort(), ['a.tgz', 'in', 'in/package', 'in/package/a'])
  })

  it('a long name of the GNU form is judged too', async () => {
    const long = rawEntry('././@LongLink', 'L', 'package/../../evil\0')
    await refuses(Buffer.concat([long, rawEntry('package/a', '0', 'x'), end]), /not a plain relative path/)
  })

  it('a name that is too long for a file system is refused', async () => {
    const header = pax('path', `package/${'a'.repeat(300)}`)
    await refuses(Buffer.concat([header, rawEntry('package/a', '0', 'x'), end]), /holds a name longer than 255 bytes/)
  })

  it('a size that an extended header makes huge is refused', async () => {
    const header = pax('size', '99999999999')
    await refuses(Buffer.concat([header, rawEntry('package/a', '0', 'x'), end]), /when unpacked/)
  })

  it('a bomb is stopped at the limit, not after it', async () => {
    let written = 0
    const counting: Pick<Disk, 'write'> = {
      async write(path, bytes, mode) {
        const counted = async function* () {
          for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
            written += chunk.length
            yield chunk
          }
        }
        await localDisk.write(path, counted(), mode)
      },
    }
    const zeros = await tar([[{name: 'package/a'}, '\0'.repeat(8 * 1024 * 1024)]])
    await assert.rejects(run(gzipSync(zeros), counting, {bytes: 1024 * 1024, files: 10}), HostileArchive)
    assert.ok(written <= 1024 * 1024 + 64 * 1024, String(written))
  })

  it('many empty entries do not go round the limit', async () => {
    const folders = Array.from({length: 400}, (_value, at): Row => [{name: `package/d${at}/`, type: 'directory'}])
    await refuses(await tar(folders), /when unpacked/, {bytes: 1024, files: 10})
  })

  it('more entries than files make sense are refused before the rest is read', async () => {
    const folders = Array.from({length: 101}, (_value, at) => rawEntry(`package/d${at}/`, '5'))
    await refuses(Buffer.concat([...folders, Buffer.alloc(1024 * 1024, 0xff)]), /more than 100 entries/, {
      bytes: 256 * 1024 * 1024,
      files: 50,
    })
  })

  for (const [name, header, reason] of [
    ['a sparse file of the GNU form', rawEntry('package/a', 'S', 'x'), /only files and folders are taken/],
    ['a folder dump of the GNU form', rawEntry('package/a', 'D', 'x'), /only files and folders are taken/],
    ['an entry of an unknown kind', rawEntry('package/a', 'Z', 'x'), /only files and folders are taken/],
    [
      'a size that is negative',
      rawEntry('package/a', '0', 'x', Buffer.from('ffffffffffffffffffffffff', 'hex')),
      /not a readable archive/,
    ],
    [
      'a size of many terabytes',
      rawEntry('package/a', '0', 'x', Buffer.from('800000000000ffffffffffff', 'hex')),
      /when unpacked/,
    ],
    ['a path of a megabyte', pax('path', `package/${'a/'.repeat(500_000)}b`), /is longer than 1024 characters/],
    ['a path with a NUL', pax('path', 'package/a\u0000/../../evil'), /forbidden character/],
    ['an extended record that lies about its length', paxOf('999 path=package/b\n'), /forbidden character/],
  ] as const)
    it(`${name} is refused`, async () => {
      await refuses(Buffer.concat([header, rawEntry('package/a', '0', 'x'), end]), reason)
    })

  it('an extended record that cannot be read renames nothing', async () => {
    await run(gzipSync(Buffer.concat([paxOf('path=../../evil\n'), rawEntry('package/a', '0', 'x'), end])))
    assert.deepEqual(readdirSync(home, {recursive: true}).sort(), ['a.tgz', 'in', 'in/package', 'in/package/a'])
  })

  it('6,000 files are more than the limit', async () => {
    const rows = Array.from({length: 6000}, (_value, at) => rawEntry(`package/f${at}`, '0'))
    await refuses(Buffer.concat([...rows, end]), /more than 5000 files/)
  })

  for (const [name, spoil] of [
    ['a truncated archive', (whole: Buffer) => whole.subarray(0, whole.length - 20)],
    [
      'an archive cut inside a file',
      (_whole: Buffer) => gzipSync(rawEntry('package/a', '0', 'x'.repeat(2000)).subarray(0, 1024)),
    ],
    ['something that is not gzip', (_whole: Buffer) => Buffer.from('hello')],
    ['gzip that holds no tar', (_whole: Buffer) => gzipSync('hello'.repeat(300))],
  ] as const) {
    it(`${name} is refused as damaged`, async () => {
      const whole = gzipSync(await tar([file('package/a', 'text')]))
      await assert.rejects(
        run(spoil(whole)),
        (error: unknown) => error instanceof HostileArchive && /not a readable archive/.test(error.message),
      )
    })
  }

  it('a full disk is told as what it is', async () => {
    const full: Pick<Disk, 'write'> = {
      write: async () => {
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), {code: 'ENOSPC'})
      },
    }
    await assert.rejects(run(gzipSync(await tar([file('package/a')])), full), {code: 'ENOSPC'})
  })
})
