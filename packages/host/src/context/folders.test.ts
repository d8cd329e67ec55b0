import assert from 'node:assert/strict'
import {userInfo} from 'node:os'
import {join, resolve} from 'node:path'
import {foldersOf, shortPath} from './folders.ts'

describe('folders', () => {
  for (const [env, expected] of [
    [{HOME: '/h'}, ['/h/.ome', '/h/.ome', '/h/.ome/cache']],
    [{HOME: '/h', XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d', XDG_CACHE_HOME: '/k'}, ['/c/ome', '/d/ome', '/k/ome']],
    [{HOME: '/h', OME_DATA_DIR: '/o', XDG_CACHE_HOME: '/k'}, ['/h/.ome', '/o', '/o/cache']],
    [{HOME: '/h', OME_CONFIG_DIR: '/a', OME_DATA_DIR: '/b', OME_CACHE_DIR: '/c'}, ['/a', '/b', '/c']],
  ] as const) {
    it(`${JSON.stringify(env)} gives ${expected.join(', ')}`, () => {
      const {config, data, cache} = foldersOf(env)
      assert.deepEqual([config, data, cache], expected)
    })
  }

  it('an empty or relative home is never the current folder', () => {
    const home = join(userInfo().homedir, '.ome')
    for (const HOME of ['', '.', 'there', undefined]) assert.equal(foldersOf({HOME}).data, home)
    assert.equal(foldersOf({HOME: '/h', XDG_DATA_HOME: 'x'}).data, '/h/.ome')
  })

  it('a relative OME folder is below the folder the program was started in', () => {
    const env = {HOME: '/h', OME_CONFIG_DIR: 'a', OME_DATA_DIR: 'b', OME_CACHE_DIR: './c'}
    assert.deepEqual(foldersOf(env), {config: resolve('a'), data: resolve('b'), cache: resolve('c')})
    assert.equal(foldersOf({HOME: '/h', OME_DATA_DIR: 'b'}).cache, resolve('b/cache'))
  })

  it('paths under the home folder are written with ~', () => {
    assert.equal(shortPath('/h/.ome/config.yaml', {HOME: '/h'}), '~/.ome/config.yaml')
    assert.equal(shortPath('/home2/x', {HOME: '/home'}), '/home2/x')
  })
})
