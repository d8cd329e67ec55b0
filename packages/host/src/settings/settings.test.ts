import assert from 'node:assert/strict'
import {joinSettings} from './settings.ts'

const user = {
  path: '~/.ome/config.yaml',
  values: {namespace: 'user', preferences: {'auto-scaling': true, 'default-runtime': 'vllm'}},
}
const project = {path: '.omerc', values: {namespace: 'project', preferences: {}}}

describe('settings', () => {
  it('a variable wins over the project file, that over the user file, that over the default', () => {
    const joined = joinSettings({env: {OME_NAMESPACE: 'env'}, project, user})
    assert.deepEqual([joined.get('namespace'), joined.origin('namespace')], ['env', 'OME_NAMESPACE'])

    const without = joinSettings({env: {}, project, user})
    assert.deepEqual([without.get('namespace'), without.origin('namespace')], ['project', '.omerc'])
    assert.deepEqual(
      [without.get('preferences.default-runtime'), without.origin('preferences.default-runtime')],
      ['vllm', '~/.ome/config.yaml'],
    )
    assert.deepEqual([without.get('preferences.access'), without.origin('preferences.access')], ['mark', 'default'])
    assert.deepEqual([without.get('ai.model'), without.origin('ai.model')], [undefined, undefined])
  })

  it('a variable is read by the type of its setting', () => {
    assert.equal(joinSettings({env: {OME_AUTO_SCALING: 'false'}, user}).get('preferences.auto-scaling'), false)
    assert.throws(() => joinSettings({env: {OME_AUTO_SCALING: 'perhaps'}, user}).get('preferences.auto-scaling'), {
      kind: 'usage',
      message: 'OME_AUTO_SCALING=perhaps: must be true or false',
    })
  })

  it('a user file that could not be read is an error only where it would be asked', () => {
    const broken = {...user, values: {}, error: {message: 'config.yaml:1: nope', hints: ['edit it']}}
    const settings = joinSettings({env: {OME_NAMESPACE: 'env'}, user: broken})

    assert.equal(settings.get('namespace'), 'env')
    assert.throws(() => settings.get('ai.model'), {kind: 'usage', message: 'config.yaml:1: nope'})
  })
})
