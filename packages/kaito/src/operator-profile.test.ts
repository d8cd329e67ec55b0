import assert from 'node:assert/strict'
import {cluster} from '@ome/testkit/cluster'
import {formerGate, releaseOf} from './operator-gates.ts'
import {assumedProfile, inferredProfile, profileOf} from './operator-profile.ts'
import {readOperator} from './operator-reader.ts'

const evidence = {args: [], env: {}, namespace: 'kaito-workspace', managed: false, version: '0.12.0'}

describe("the operator's profile", () => {
  it('is what its arguments say over the defaults of its version', () => {
    const profile = profileOf({
      ...evidence,
      args: ['--feature-gates=enableMIG=true,vLLM=false', '--node-provisioner', 'karpenter'],
      env: {CLOUD_PROVIDER: 'AWS'},
    })
    assert.equal(profile.cloud, 'aws')
    assert.equal(profile.nodeMode, 'karpenter')
    assert.equal(profile.gates['enableMIG'], true)
    assert.equal(profile.gates['vLLM'], false)
    assert.equal(profile.gates['enableInferenceSetController'], true)
    assert.deepEqual(profile.givenGates, {enableMIG: true, vLLM: false})
  })
  it('the provisioner decides over the gate that it replaced', () => {
    const args = ['--feature-gates=disableNodeAutoProvisioning=true']
    assert.equal(profileOf({...evidence, args}).nodeMode, 'byo')
    const over = profileOf({...evidence, args: [...args, '--node-provisioner=karpenter']})
    assert.equal(over.gates['disableNodeAutoProvisioning'], false)
  })
  it('is inferred from nodes and kinds, and says so', () => {
    const profile = inferredProfile({
      providerIds: ['aws:///us-east-1a/i-1'],
      karpenterKinds: ['nodeclaims', 'nodepools'],
    })
    assert.deepEqual([profile.cloud, profile.nodeMode, profile.notes.length], ['aws', 'karpenter', 1])
    assert.equal(inferredProfile({providerIds: [], karpenterKinds: []}).nodeMode, 'byo')
    assert.equal(inferredProfile({providerIds: [], karpenterKinds: ['nodeclaims']}).nodeMode, 'azure-gpu-provisioner')
  })
  it('is what a person says', () => {
    const profile = assumedProfile({cloud: 'aws', nodeMode: 'byo', version: '0.3.1'})
    assert.deepEqual([profile.cloud, profile.nodeMode, profile.version], ['aws', 'byo', '0.3.1'])
    assert.match(profile.notes.join(), /0\.3\.1 is not known here: the data of 0\.12 is used/)
    assert.deepEqual(assumedProfile().notes, [])
  })
  it('knows gates that are gone', () => {
    assert.match(formerGate('ensurenodeclass') ?? '', /without a gate/)
    assert.equal(formerGate('vLLM'), undefined)
    assert.equal(releaseOf('v0.12.3').isOther, false)
  })

  it('is read from the Deployment of a cluster, and of one with own nodes', async () => {
    await using azure = await cluster({scenario: 'tour-kaito'})
    const profile = await readOperator(await azure.kube())
    assert.equal(profile?.source, 'read')
    assert.equal(profile.version, '0.12.0')
    assert.equal(profile.releaseNamespace, 'kaito-workspace')
    assert.equal(profile.releaseName, 'kaito-workspace')
    await using none = await cluster({scenario: 'quickstart'})
    assert.equal(await readOperator(await none.kube()), undefined)
  })
})
