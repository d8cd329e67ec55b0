import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {isOmeError} from '../errors.ts'
import {readPlainFile} from './plain-file.ts'

describe('reading a plain file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-plain-'))
  })
  afterEach(() => rmSync(folder, {recursive: true, force: true}))

  const refuses = (path: string, message: RegExp) =>
    assert.throws(
      () => readPlainFile(path, 8),
      (error: unknown) => isOmeError(error) && error.kind === 'denied' && message.test(error.message),
    )

  it('gives bytes up to the limit, also behind a link', () => {
    const path = join(folder, 'a')
    writeFileSync(path, '12345678')
    symlinkSync(path, join(folder, 'link'))
    assert.equal(String(readPlainFile(join(folder, 'link'), 8)), '12345678')
    writeFileSync(path, '')
    assert.equal(readPlainFile(path, 8).length, 0)
    writeFileSync(path, '123456789')
    refuses(path, /is longer than 8 bytes/)
  })

  it('refuses a pipe at once, an endless device and a folder', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    symlinkSync('/dev/zero', join(folder, 'zero'))
    refuses(join(folder, 'pipe'), /is not a plain file/)
    refuses(join(folder, 'zero'), /is not a plain file/)
    refuses(folder, /is a folder/)
  })

  it('a file that claims to be empty is read to its limit only', () => {
    if (process.platform === 'linux') refuses('/proc/self/status', /is longer than 8 bytes/)
  })

  it('a missing file is the error of the system', () => {
    assert.throws(() => readPlainFile(join(folder, 'no'), 8), {code: 'ENOENT'})
  })
})
