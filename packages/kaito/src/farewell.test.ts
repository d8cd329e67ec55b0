import assert from 'node:assert/strict'
import {farewell} from './farewell.ts'
import {toWorkspace} from './workspace.ts'

const workspace = (adapters: readonly unknown[] = []) =>
  toWorkspace({
    apiVersion: 'kaito.sh/v1beta1',
    kind: 'Workspace',
    metadata: {name: 'phi', namespace: 'lab'},
    inference: {preset: {name: 'phi-4'}, adapters},
  })

describe('what ends with an object', () => {
  it("of nodes that are the cluster's own is no machine, and no money", () => {
    const said = farewell({subject: workspace(), claims: [], pods: [], unread: []}, [])
    assert.deepEqual(said, ["workspace/phi: its nodes are the cluster's own, and stay"])
  })

  it('is not known without the right to read machines', () => {
    const said = farewell({subject: workspace(), pods: [], unread: ['list nodeclaims.karpenter.sh']}, [])
    assert.deepEqual(said, [
      'workspace/phi: which machines go with it is not known: you may not list nodeclaims.karpenter.sh',
    ])
  })

  it('is one line each, whatever the cluster says', () => {
    const evil = workspace([{source: {name: 'a', image: 'img:v1\r\ndelete  workspace/other'}}])
    const said = farewell({subject: evil, claims: [], pods: [], unread: []}, [])
    assert.equal(said.length, 2)
    for (const text of said) assert.doesNotMatch(text, /[\r\n]/)
  })
})
