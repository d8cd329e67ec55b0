import assert from 'node:assert/strict'
import {chmod, mkdir, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {run} from '@ome/testkit/run'
import Disable from '../src/commands/features/disable.ts'
import Enable from '../src/commands/features/enable.ts'
import List from '../src/commands/features/list.ts'
import Status from '../src/commands/features/status.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'
import {world as omeWorld} from './world.ts'

describe('features of the operator', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  it('are listed with default, value and whose word it is', async () => {
    const {code, out, err} = await run(List, [], {kube: world.kube, plugin: 'serving'})
    assert.equal(code, 0, err)
    assert.match(err, /^note: KAITO 0\.12\.0 on azure, nodes by azure-gpu-provisioner$/m)
    assert.match(out, /^vLLM +on +on +argument +-/m)
    assert.match(out, /^ModelStreaming +off +off +argument +ModelMirror/m)
    assert.match(out, /^disableNodeAutoProvisioning +off +off +node provisioner/m)
  })

  it('one is shown in full', async () => {
    const {code, out} = await world.said(Status, 'vllm -o json')
    assert.equal(code, 0)
    const {gate, effective, operator} = JSON.parse(out)
    assert.deepEqual([gate, effective, operator.version], ['vLLM', true, '0.12.0'])
    assert.match((await world.said(Status, 'ModelMirror')).out, /In the chart: +rights and webhook/)
  })

  it('are turned by helm, with what they need', async () => {
    const {code, out, err} = await world.said(Enable, 'ModelStreaming')
    assert.equal(code, 0, err)
    assert.equal(
      out,
      'helm upgrade kaito-workspace kaito/workspace --namespace kaito-workspace --reuse-values --version 0.12.0 --set featureGates.ModelMirror=true --set featureGates.ModelStreaming=true\n',
    )
    const already = await world.said(Enable, 'vLLM')
    assert.deepEqual([already.code, already.out], [0, ''])
    assert.match(already.err, /vLLM is on already/)
    assert.match((await world.said(Disable, 'vLLM')).out, /--set featureGates\.vLLM=false$/m)
    assert.match((await world.said(Enable, 'disableNodeAutoProvisioning')).out, /--set nodeProvisioner=byo$/m)
  })

  it('that are none are told with what became of them', async () => {
    const former = await world.said(Enable, 'ensureNodeClass')
    assert.equal(former.code, 4)
    assert.match(former.err, /has no gate "ensureNodeClass": it made the node class/)
    const near = await world.said(Status, 'enableMIGG')
    assert.equal(near.code, 4)
    assert.match(near.err, /did you mean enableMIG\?/)
  })

  it('--apply runs helm after a yes', async () => {
    const folder = join(dirname(world.kubeconfig), 'bin')
    await mkdir(folder)
    const program = join(folder, 'helm')
    await writeFile(program, '#!/bin/sh\necho "ran $*"\n[ "$2" = kaito-workspace ]\n')
    await chmod(program, 0o755)
    const env = {PATH: `${folder}:/usr/bin:/bin`}
    assert.equal((await world.said(Enable, 'ModelMirror --apply', {env})).code, 2)
    const {code, out, err} = await world.said(Enable, 'ModelMirror --apply --yes', {env})
    assert.equal(code, 0, err)
    assert.match(out, /^ran upgrade kaito-workspace kaito\/workspace/)
    const without = await world.said(Enable, 'ModelMirror --apply --yes', {env: {PATH: '/nowhere'}})
    assert.equal(without.code, 4)
    assert.match(without.err, /no program "helm"/)
  })

  it('are none where there is no operator', async () => {
    await using other = await omeWorld()
    const {code, err} = await other.run(List, [])
    assert.equal(code, 4)
    assert.match(err, /KAITO is not installed/)
  })
})
