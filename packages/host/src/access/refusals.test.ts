import assert from 'node:assert/strict'
import {connectionWords} from './connection-words.ts'
import {rightsError} from './refusals.ts'

describe('a refusal for lack of rights', () => {
  it('gives programs what is missing, without a namespace where it is missing in the whole cluster', () => {
    const scene = {command: 'scale', namespace: 'a', connection: ''}
    const missing = [
      {verb: 'patch', group: 'apps', resource: 'deployments', subresource: 'scale', namespace: 'a'},
      {verb: 'list', group: '', resource: 'nodes'},
    ]
    assert.deepEqual(rightsError(scene, {missing, unsent: true}).details, {
      missing: [
        {verb: 'patch', group: 'apps', resource: 'deployments/scale', namespace: 'a'},
        {verb: 'list', group: '', resource: 'nodes', namespace: null},
      ],
    })
  })
})

describe('the words of a connection', () => {
  it('are those that were typed, quoted for a shell, without secrets', () => {
    const flags = {context: 'my prod', user: "o'neil", 'as-group': ['a', 'b;c'], token: 'secret', output: 'json'}
    assert.equal(connectionWords(flags, {}), "--context 'my prod' --user 'o'\\''neil' --as-group a --as-group 'b;c'")
  })

  it('leave out what the environment chooses', () => {
    const flags = {context: 'x', cluster: 'c', 'as-group': ['a', 'b'], 'insecure-skip-tls-verify': true}
    assert.equal(
      connectionWords(flags, {OME_CONTEXT: 'x', OME_CLUSTER: 'd', OME_AS_GROUP: 'a,b'}),
      '--cluster c --insecure-skip-tls-verify',
    )
  })
})
