import assert from 'node:assert/strict'
import Apply from '../src/commands/apply.ts'
import Diff from '../src/commands/diff.ts'
import {configMap, type Workspace, workspace} from './workspace.ts'

const maps = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}

describe('ome diff', () => {
  let here: Workspace
  before(async () => {
    here = await workspace()
  })
  after(() => here.stop())

  it('is empty with 0, unified text with 1', async () => {
    here.write({'a.yaml': configMap('a', {x: '1', k: '2'})})
    await here.run(Apply, '-f a.yaml')
    const same = await here.run(Diff, '-f a.yaml')
    here.write({'a.yaml': configMap('a', {x: '1', k: '3'})})
    here.writes()
    const changed = await here.run(Diff, '-f a.yaml')

    assert.deepEqual([same.out, same.err, same.code], ['', '', 0])
    assert.match(changed.out, /^--- live configmap\/a\n\+\+\+ planned configmap\/a\n/)
    assert.match(changed.out, /\n- {2}k: "2"\n\+ {2}k: "3"\n/)
    assert.deepEqual([changed.code, here.writes()], [1, []])
  })

  it('shows a new object whole, and what another manager owns', async () => {
    const kube = await here.cluster.kube()
    await kube.patch(maps, 'a', 'merge', {data: {x: 'theirs'}}, {namespace: 'default'})
    here.write({'new.yaml': configMap('new', {z: '1'})})
    const {out, code} = await here.run(Diff, '-f a.yaml -f new.yaml')

    assert.match(out, /\n- {2}x: theirs\n/)
    assert.match(out, /\+\+\+ planned configmap\/new\n@@ -0,0 \+1,/)
    assert.equal(code, 1)
  })

  it('names fields as data, and never the values of a Secret', async () => {
    const secret = (token: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {name: 's'},
      stringData: {token},
    })
    here.write({'s.yaml': secret('first-value')})
    await here.run(Apply, '-f s.yaml')
    here.write({'s.yaml': secret('other-value')})
    const text = await here.run(Diff, '-f s.yaml')
    const data = await here.run(Diff, '-f a.yaml -f s.yaml -o json')

    for (const {out} of [text, data])
      for (const value of ['first-value', 'other-value'])
        assert.equal(out.includes(value) || out.includes(Buffer.from(value).toString('base64')), false)
    const {items} = JSON.parse(data.out)
    assert.deepEqual(
      items.map((item: {object: {name: string}; state: string; fields: {path: string}[]}) => [
        item.object.name,
        item.state,
        item.fields[0]?.path,
      ]),
      [
        ['s', 'changed', 'data.token'],
        ['a', 'changed', 'data.x'],
      ],
    )
  })

  it('shows no token that stands in another object', async () => {
    const model = (token: string) => configMap('gated', {token})
    here.write({'gated.yaml': model('hf_first')})
    await here.run(Apply, '-f gated.yaml')
    here.write({'gated.yaml': model('hf_other')})
    const {out, code} = await here.run(Diff, '-f gated.yaml -o json')
    assert.equal(code, 1)
    assert.doesNotMatch(out, /hf_first|hf_other/)
    assert.match(out, /\*\*\* \(after\)/)
  })

  it('leaves out replicas that an autoscaler set', async () => {
    const deployment = (replicas: number) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'web'},
      spec: {
        replicas,
        selector: {matchLabels: {app: 'web'}},
        template: {metadata: {labels: {app: 'web'}}, spec: {containers: [{name: 'web', image: 'example/web:1'}]}},
      },
    })
    here.write({'d.yaml': deployment(1)})
    await here.run(Apply, '-f d.yaml')
    const deployments = {group: 'apps', version: 'v1', plural: 'deployments', namespaced: true}
    const kube = await here.cluster.kube()
    await kube.patch(deployments, 'web', 'merge', {spec: {replicas: 4}}, {namespace: 'default', subresource: 'scale'})

    assert.deepEqual((await here.run(Diff, '-f d.yaml')).code, 0)
  })

  it('ends with more than 1 when it fails', async () => {
    here.write({'bad.yaml': {...configMap('bad', {}), data: {a: 1}}})
    for (const words of ['', '-f none.yaml', '-f bad.yaml']) {
      const {code, out} = await here.run(Diff, words)
      assert.ok(code > 1, `${words}: ${code}`)
      assert.equal(out, '')
    }
  })
})
