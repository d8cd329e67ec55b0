import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {OmeError} from '@ome/sdk/errors'
import Apply from '../src/commands/apply.ts'
import Create from '../src/commands/create.ts'
import {configMap, type Workspace, workspace} from './workspace.ts'

const maps = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}

describe('ome apply', () => {
  let here: Workspace
  before(async () => {
    here = await workspace({install: ['ome']})
  })
  after(() => here.stop())

  const data = (name: string, namespace = 'default'): unknown => here.cluster.api.get(maps, name, namespace)?.['data']

  it('creates, changes with the fields, and leaves alone what is as it should be', async () => {
    here.write({'a.yaml': configMap('first', {a: '1', b: '1'})})
    const created = await here.run(Apply, 'apply -f a.yaml'.replace('apply ', ''))
    here.write({'a.yaml': configMap('first', {a: '2'})})
    const planned = await here.run(Apply, '-f a.yaml --dry-run')
    const changed = await here.run(Apply, '-f a.yaml')
    here.writes()
    const same = await here.run(Apply, '-f a.yaml')

    assert.deepEqual([created.out, created.err, created.code], ['configmap/first created\n', '', 0])
    assert.match(planned.out, /^configmap\/first configured .*\(server dry run\)\n/)
    assert.match(planned.out, /data\.a: 1 → 2/)
    assert.match(planned.out, /data\.b: 1 → <none>/)
    assert.match(changed.out, /^configmap\/first configured/)
    assert.deepEqual(data('first'), {a: '2'})
    assert.deepEqual([same.out, here.writes()], ['configmap/first unchanged\n', []])
  })

  it('takes a folder in the order in which the objects need each other, and a namespace with what is in it', async () => {
    here.write({
      'set/a-config.yaml': configMap('inside', {}, {namespace: 'fresh'}),
      'set/b-namespace.yaml': {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'fresh'}},
      'set/readme.md': 'not a manifest',
    })
    const {out, code} = await here.run(Apply, '-f set')

    assert.deepEqual([out, code], ['namespace/fresh created\nconfigmap/inside created\n', 0])
    assert.notEqual(data('inside', 'fresh'), undefined)
  })

  it('reads stdin, and what was exported with everything that the server wrote', async () => {
    here.write({'c.yaml': configMap('piped', {a: '1'})})
    await here.run(Apply, '-f c.yaml')
    const live = here.cluster.api.get(maps, 'piped', 'default')
    const {out, code} = await here.run(Apply, '-f -', {stdin: JSON.stringify(live)})

    assert.deepEqual([out, code], ['configmap/piped unchanged\n', 0])
  })

  it('changes nothing at all when one object is refused, and names each', async () => {
    here.write({
      'mixed/good.yaml': configMap('good', {}),
      'mixed/bad.yaml': {...configMap('bad', {}), data: {a: 1}},
      'mixed/worse.yaml': {...configMap('worse', {}), unknown: true},
    })
    here.writes()
    const {out, err, code} = await here.run(Apply, '-f mixed')

    assert.deepEqual([out, code, here.writes()], ['', 1, []])
    assert.match(err, /^error: mixed\/bad\.yaml: configmap\/bad in default: /)
    assert.match(err, /\n.*mixed\/worse\.yaml: configmap\/worse in default: /)
    assert.match(err, /hint: nothing was changed\n/)
  })

  it('a field of another manager is a conflict, and is taken over after a yes', async () => {
    const kube = await here.cluster.kube()
    await kube.patch(maps, 'first', 'merge', {data: {a: 'theirs'}}, {namespace: 'default'})
    here.writes()
    const refused = await here.run(Apply, '-f a.yaml')
    const unasked = await here.run(Apply, '-f a.yaml --force-conflicts')
    assert.deepEqual([refused.code, unasked.code, here.writes()], [6, 2, []])
    assert.match(refused.err, /conflict with "[^"]+"/)
    assert.match(refused.err, /--force-conflicts/)
    assert.match(unasked.err, /Take fields over from another manager in configmap\/first in default\?/)

    const forced = await here.run(Apply, '-f a.yaml --force-conflicts --yes')
    assert.match(forced.out, /^configmap\/first configured/)
    assert.deepEqual(data('first'), {a: '2'})
  })

  it('prunes what it made itself and nothing else', async () => {
    const labels = {labels: {set: 'one'}}
    const kube = await here.cluster.kube()
    await kube.create(maps, configMap('theirs', {}, {...labels, namespace: 'default'}))
    here.write({'p/a.yaml': configMap('pa', {}, labels), 'p/b.yaml': configMap('pb', {}, labels)})
    await here.run(Apply, '-f p')
    const unasked = await here.run(Apply, '-f p/a.yaml --prune -l set=one')
    const {out, code} = await here.run(Apply, '-f p/a.yaml --prune -l set=one --yes')

    assert.equal(unasked.code, 2)
    assert.match(unasked.err, /Delete 1 object that the manifests no longer hold\?/)
    assert.deepEqual([out, code], ['configmap/pa unchanged\nconfigmap/pb deleted\n', 0])
    assert.deepEqual([data('theirs') !== undefined, data('pb')], [true, undefined])
  })

  it('prunes also the last of a kind, and says what it may not look at', async () => {
    const labels = {labels: {set: 'two'}}
    const secret = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'ps', ...labels}}
    here.write({'q/map.json': configMap('pm', {}, labels), 'q/secret.json': secret})
    await here.run(Apply, '-f q')
    const {out, code} = await here.run(Apply, '-f q/map.json --prune -l set=two --yes')
    assert.deepEqual([out, code], ['configmap/pm unchanged\nsecret/ps deleted\n', 0])

    const kube = await here.cluster.kube()
    const list: typeof kube.list = async (resource, options) => {
      if (resource.plural === 'secrets') throw new OmeError('denied', 'no')
      return await kube.list(resource, options)
    }
    const narrow = {kube: async () => ({...kube, list})}
    const some = await here.run(Apply, '-f q/map.json --prune -l set=two --yes', narrow)
    assert.deepEqual([some.code, some.err], [0, 'not pruned, you may not list them: secrets\n'])
  })

  it('prints every object for -o yaml, changed or not', async () => {
    here.write({'y/a.json': configMap('ya', {}), 'y/b.json': configMap('yb', {})})
    await here.run(Apply, '-f y/a.json')
    const {out} = await here.run(Apply, '-f y --dry-run -o yaml')
    assert.deepEqual(out.match(/^ {2}name: .*$/gm), ['  name: ya', '  name: yb'])
  })

  it('does not send what takes a controller down', async () => {
    const model = {apiVersion: 'ome.io/v1beta1', kind: 'ClusterBaseModel', metadata: {name: 'risky'}}
    here.write({'model.yaml': {...model, spec: {storage: {storageUri: 'hf://org/model'}}}})
    here.writes()
    const {err, code} = await here.run(Apply, '-f model.yaml')

    assert.deepEqual([code, here.writes()], [1, []])
    assert.match(err, /^error: model\.yaml: clusterbasemodel\/risky: without spec\.storage\.path the model agent/)
  })

  it('builds a kustomization with the program that is there, and says which are missing', async () => {
    here.write({
      'k/kustomization.yaml': 'resources: [map.yaml]\nnamePrefix: from-\n',
      'k/map.yaml': configMap('kustom', {a: '1'}),
    })
    const bin = `${process.cwd().replace(/\/packages\/.*/, '')}/tools/bin`
    const none = await here.run(Apply, '-k k', {env: {PATH: here.folder}})
    assert.equal(none.code, 1)
    assert.match(none.err, /install kustomize or kubectl/)

    const {out, err, code} = await here.run(Apply, '-k k', {
      env: {...process.env, PATH: `${bin}:${process.env['PATH']}`},
    })
    assert.deepEqual([out, err, code], ['configmap/from-kustom created\n', '', 0])
  })

  describe('bad input', () => {
    for (const [title, words, code, message, files = {}] of [
      ['nothing to apply', '', 2, /say what to apply/],
      ['a file that is not there', '-f none.yaml', 4, /"none\.yaml" not found/],
      ['a kustomization that is not there', '-k none', 4, /"none" not found/],
      ['a folder without manifests', '-f empty', 2, /has no \.yaml/, {'empty/x.txt': ''}],
      ['no YAML', '-f bad.yaml', 2, /bad\.yaml: line 1/, {'bad.yaml': 'a: [1'}],
      ['no object', '-f text.yaml', 2, /text\.yaml: document 1 is not a Kubernetes object/, {'text.yaml': 'hello'}],
      ['an empty file', '-f none.yaml', 2, /holds no objects/, {'none.yaml': '---\n'}],
      ['an object without a name', '-f n.yaml', 2, /n\.yaml: a ConfigMap has no name/, {'n.yaml': configMap('', {})}],
      [
        'a kind that is not there',
        '-f k.yaml',
        4,
        /no kind "Widget" in a\/v1/,
        {'k.yaml': {apiVersion: 'a/v1', kind: 'Widget', metadata: {name: 'x'}}},
      ],
      [
        'an object twice',
        '-f d -f d/a.yaml',
        2,
        /configmap\/d in default is there twice: in d\/a\.yaml and in d\/a\.yaml/,
        {'d/a.yaml': configMap('d', {})},
      ],
      ['a selector that selects nothing', '-f a.yaml -l a=b', 2, /--selector goes with --prune/],
      ['both ways at once', '-f a.yaml -k k', 2, /kustomize/],
    ] as const)
      it(title, async () => {
        here.write(files as Record<string, object>)
        const {out, err, code: found} = await here.run(Apply, words)
        assert.match(err, message)
        assert.deepEqual([out, found], ['', code])
        assert.equal(err.split('\n')[0]?.startsWith('error: '), true)
      })
  })

  it('makes no namespace for what the server will refuse in it', async () => {
    const items = [
      {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'untouched'}},
      {
        apiVersion: 'ome.io/v1beta1',
        kind: 'InferenceService',
        metadata: {name: '1st', namespace: 'untouched'},
        spec: {model: {name: 'mistral-7b', kind: 'ClusterBaseModel'}, engine: {minReplicas: 1, maxReplicas: 1}},
      },
    ]
    here.write({'fresh.yaml': {apiVersion: 'v1', kind: 'List', items}})
    for (const command of [Apply, Create]) {
      here.writes()
      const {code, err} = await here.run(command, '-f fresh.yaml')
      assert.deepEqual([code, here.writes()], [1, []], err)
      assert.match(err, /1st in untouched: .*invalid/)
    }
  })

  it('create makes what is not there, and nothing when one of it is', async () => {
    here.write({'new.yaml': configMap('brand-new', {}), 'old.yaml': configMap('first', {})})
    here.writes()
    const refused = await here.run(Create, '-f new.yaml -f old.yaml')
    assert.deepEqual([refused.code, here.writes()], [6, []])
    assert.match(refused.err, /^error: old\.yaml: configmap\/first in default exists\n/)
    assert.equal((await here.run(Create, '-f new.yaml')).out, 'configmap/brand-new created\n')
  })

  it('says what it would do as JSON', async () => {
    const {out} = await here.run(Apply, '-f a.yaml --dry-run -o json')
    const {kind, applied, changes} = JSON.parse(out)
    assert.deepEqual([kind, applied, changes[0].action], ['Plan', false, 'unchanged'])
    assert.ok(readFileSync(`${here.folder}/a.yaml`, 'utf8'))
  })
})
