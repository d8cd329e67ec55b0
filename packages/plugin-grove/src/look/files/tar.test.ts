import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {tarEnd, tarEntry} from './tar.ts'

describe('an archive', () => {
  it('is one that tar can read, with long names and sizes of all kinds', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ome-tar-'))
    try {
      const long = `${'deep/'.repeat(25)}${'x'.repeat(90)}.log`
      const files = new Map([
        ['a.txt', 'one\n'],
        ['empty', ''],
        ['block', 'b'.repeat(512)],
        [long, 'far\n'],
      ])
      const modified = new Date('2026-11-21T12:00:00Z')
      const entries = [...files].map(([path, text]) => tarEntry(path, Buffer.from(text), modified))
      writeFileSync(join(folder, 'x.tar'), Buffer.concat([...entries, tarEnd]))
      const {status, stderr} = spawnSync('tar', ['xf', 'x.tar'], {cwd: folder, encoding: 'utf8'})
      assert.equal(status, 0, stderr)
      for (const [path, text] of files) assert.equal(readFileSync(join(folder, path), 'utf8'), text)
    } finally {
      rmSync(folder, {recursive: true, force: true})
    }
  })
})
