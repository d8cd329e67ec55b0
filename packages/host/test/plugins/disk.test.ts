import assert from 'node:assert/strict'
import {activePlugins} from '@ome/installer/install/active-plugins'
import {rollbackPlugin} from '@ome/installer/install/change-plugins'
import {readLock} from '@ome/installer/install/lock'
import {verifyPlugins} from '@ome/installer/install/verify-plugins'
import {type Disk, localDisk} from '@ome/sdk/disk/disk'
import {isOmeError} from '@ome/sdk/errors'
import {install, refuses, upgrade, Workshop} from './workshop.ts'

const sayings = {
  ENOSPC: 'no space left on device',
  EDQUOT: 'disk quota exceeded',
  EROFS: 'read-only file system',
  EACCES: 'permission denied',
} as const

/** A disk on which every write from a number on fails. */
function failing(code: keyof typeof sayings, from: number): {readonly disk: Disk; readonly failures: () => number} {
  let writes = 0
  let failures = 0
  const demandRoom = (path: string): void => {
    writes += 1
    if (writes <= from) return
    failures += 1
    throw Object.assign(new Error(`${code}: ${sayings[code]}, write`), {code, path})
  }
  const disk: Disk = {
    write: async (path, bytes, mode) => {
      demandRoom(path)
      await localDisk.write(path, bytes, mode)
    },
    replace: (path, text, mode) => {
      demandRoom(path)
      localDisk.replace(path, text, mode)
    },
  }
  return {disk, failures: () => failures}
}

describe('a disk that takes nothing more', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0'})])
    await install(shop.bench(), 'ome-x')
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.1.0'})])
  })
  afterEach(() => shop.end())

  it('full at each write of an upgrade: it says so, the old release works, and with room the next run goes through', async () => {
    let failed = 0
    for (let from = 0; ; from += 1) {
      const {disk, failures} = failing('ENOSPC', from)
      const outcome = await upgrade(shop.bench({disk}), 'ome-x').then(
        () => undefined,
        (error: unknown) => error,
      )
      if (failures() === 0) break
      failed += 1
      assert.ok(isOmeError(outcome), `write ${from}: ${outcome}`)
      assert.match(outcome.message, /^no space left in .* (for ome-x 1.1.0|to change anything)$/)
      const [plugin] = activePlugins(shop.data)
      assert.equal(plugin?.blocked, undefined)
      assert.equal(verifyPlugins(shop.bench(), 'ome-x')[0]?.status, 'ok')
      assert.deepEqual(shop.staging, [])
      if (plugin?.version === '1.1.0') await rollbackPlugin(shop.bench(), 'ome-x')
    }

    assert.ok(failed >= 7, `${failed} writes failed`)
    assert.equal(shop.active('ome-x'), '1.1.0')
    assert.equal(readLock(shop.data).plugins['ome-x']?.next, undefined)
  })

  for (const code of ['EROFS', 'EACCES'] as const)
    it(`a home that may only be read (${code}): an upgrade says which file, what is installed works`, async () => {
      await refuses(
        upgrade(shop.bench({disk: failing(code, 0).disk}), 'ome-x'),
        'failed',
        new RegExp(`a\\.tgz may not be written for ome-x 1\\.1\\.0 \\(${code}\\)`),
      )
      assert.equal(activePlugins(shop.data)[0]?.version, '1.0.0')
      assert.equal(verifyPlugins(shop.bench(), 'ome-x')[0]?.status, 'ok')
    })

  it('a quota that is used up is a full disk', async () => {
    await refuses(upgrade(shop.bench({disk: failing('EDQUOT', 1).disk}), 'ome-x'), 'failed', /^no space left in/)
  })
})
