import assert from 'node:assert/strict'
import {pluginFolder} from '../registry/plugin-index.ts'
import type {RegistrySource} from '../registry/source.ts'
import {namesakes, shortName, spellings} from './names.ts'
import {ownerOf, parseWanted} from './resolve.ts'

const root = {registry: 'prod', version: 1, expires: '', purpose: 'production', keys: {}, roles: {}}
const source = (id: string, scopes: readonly string[]) => ({id, url: '/', scopes, root}) as unknown as RegistrySource

describe('resolving names', () => {
  it('a name and a version are told apart, also with a scope', () => {
    assert.deepEqual(parseWanted('ome-x@1.0.0'), {name: 'ome-x', version: '1.0.0'})
    assert.deepEqual(parseWanted('@team/x@1.0.0-rc.1'), {name: '@team/x', version: '1.0.0-rc.1'})
    assert.deepEqual(parseWanted('@team/x'), {name: '@team/x'})
  })

  it('a short name has three spellings, a scoped one only itself', () => {
    assert.deepEqual(spellings('x'), ['x', '@ome/plugin-x', 'ome-x'])
    assert.deepEqual(spellings('@team/x'), ['@team/x'])
    assert.equal(shortName('@ome/plugin-serving'), 'serving')
    assert.equal(shortName('@team/plugin-serving'), '@team/plugin-serving')
    assert.equal(pluginFolder('@ome/plugin-x'), 'ome+plugin-x')
  })

  it('names that one typed word could mean are told together', () => {
    const names = ['serving', '@ome/plugin-serving', 'ome-serving', '@team/plugin-serving', 'ome-other', 'another']
    assert.deepEqual(namesakes(names), [['serving', '@ome/plugin-serving', 'ome-serving']])
    assert.deepEqual(namesakes(names.slice(3)), [])
  })

  it('a scope belongs to one registry, every other name to the first', () => {
    const registries = [source('one', ['@ome']), source('two', ['@team'])]
    assert.equal(ownerOf(registries, '@team/x')?.id, 'two')
    assert.equal(ownerOf(registries, '@ome/x')?.id, 'one')
    assert.equal(ownerOf(registries, 'x')?.id, 'one')
    assert.equal(ownerOf(registries, '@team-evil/x')?.id, 'one')
  })
})
