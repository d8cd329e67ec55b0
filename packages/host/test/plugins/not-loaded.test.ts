import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {built, type Ended, repository} from '../launcher.ts'
import {install, Workshop} from './workshop.ts'

describe('the code of an installed plugin', function () {
  this.timeout(120_000)
  before(built)

  it('is not loaded for help, completion and lists, but only by its own commands', async () => {
    const shop = new Workshop()
    try {
      await shop.publish([shop.plugin({name: 'ome-loud', version: '1.0.0', commands: ['loud show']})])
      await install(shop.bench(), 'ome-loud')
      const ome = (...words: string[]): Promise<Ended> =>
        new Promise((done) => {
          const env = {PATH: process.env['PATH'], HOME: shop.home, OME_DATA_DIR: shop.data, OME_CONFIG_DIR: shop.data}
          const argv = [join(repository, 'bin/ome'), ...words]
          execFile(process.execPath, argv, {env, cwd: shop.home}, (error, out, err) =>
            done({code: error ? Number(error.code) : 0, out, err}),
          )
        })

      assert.match((await ome('--help')).out, /loud/)
      assert.match((await ome('loud', '--help')).out, /Runs loud show/)
      assert.match((await ome('loud', 'show', '--help')).out, /Runs loud show/)
      assert.match((await ome('__complete', '--', 'loud', '')).out, /^show\t/)
      assert.match((await ome('plugin', 'list')).out, /ome-loud/)
      assert.equal((await ome('loud', 'shwo')).code, 2)
      assert.equal(shop.ran, false)

      await ome('loud', 'show')
      assert.equal(shop.ran, true)
    } finally {
      shop.end()
    }
  })
})
