import assert from 'node:assert/strict'
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {exported} from '@ome/inference-model/export'
import type {KubeObject} from '@ome/sdk/kube'
import {cluster} from '@ome/testkit/cluster'
import Apply from '../src/commands/apply.ts'
import Export from '../src/commands/export.ts'
import {type Workspace, workspace} from './workspace.ts'

const services = {group: 'ome.io', version: 'v1beta1', plural: 'inferenceservices', namespaced: true}
const content = ({api}: {api: Workspace['cluster']['api']}): readonly KubeObject[] =>
  ['acceleratorclasses', 'clusterbasemodels', 'basemodels', 'clusterservingruntimes', 'inferenceservices'].flatMap(
    (plural) => api.list({group: 'ome.io', plural}).map((object) => exported(object as KubeObject)),
  )

describe('ome export', () => {
  let here: Workspace
  before(async () => {
    here = await workspace({scenario: 'tour-ome'})
  })
  after(() => here.stop())

  const files = (folder: string): readonly string[] => readdirSync(join(here.folder, folder)).sort()
  const text = (path: string): string => readFileSync(join(here.folder, path), 'utf8')

  it('writes a file for each object, in an order in which they can be applied elsewhere', async () => {
    const {out, code, err} = await here.run(Export, '--output all')
    assert.deepEqual([code, err], [0, ''])
    assert.match(out, /^all: \d+ written, 0 unchanged, 0 removed\n$/)
    const names = files('all').filter((name) => name.endsWith('.yaml'))
    assert.match(names[0] ?? '', /^00-namespace\.default\.yaml$/)
    assert.match(names.at(-1) ?? '', /^22-inferenceservice\.ml-team\.experiment\.yaml$/)
    assert.ok(names.includes('16-clusterbasemodel.llama-3-3-70b.yaml'), names.join())
    assert.doesNotMatch(text('all/22-inferenceservice.default.prod-llama.yaml'), /status:|uid:|managedFields/)

    await using empty = await cluster({install: ['ome']})
    const applied = await here.run(Apply, '-f all', {kube: empty.kube})
    assert.equal(applied.code, 0, applied.err)
    assert.deepEqual(content(empty), content(here.cluster))
  })

  it('keeps of what only the agents wrote about a model what runtimes are chosen by, and the rest when asked', async () => {
    const name = '16-clusterbasemodel.mistral-7b.yaml'
    assert.match(text(`all/${name}`), /modelFormat:\n/)
    assert.doesNotMatch(text(`all/${name}`), /maxTokens|modelType/)
    await here.run(Export, 'model mistral-7b --output whole --as-is')
    assert.match(text(`whole/${name}`), /maxTokens|modelType/)
  })

  it('writes no secret that stands in an object as text, and says which', async () => {
    const kube = await here.cluster.kube()
    const env = [
      {name: 'HF_TOKEN', value: 'hf_text'},
      {name: 'MODE', value: 'fast'},
    ]
    const spec = {model: {name: 'mistral-7b'}, engine: {runner: {name: 'ome-container', env}}}
    const metadata = {name: 'telling', namespace: 'ml-team'}
    await kube.create(services, {apiVersion: 'ome.io/v1beta1', kind: 'InferenceService', metadata, spec}, metadata)
    const {err, code} = await here.run(Export, 'services telling -n ml-team --output telling')
    assert.equal(code, 0)
    assert.match(
      err,
      /left out: InferenceService\/telling .*spec\.engine\.runner\.env\[HF_TOKEN\]: keep it in a Secret .*secretKeyRef/i,
    )
    const written = text('telling/22-inferenceservice.ml-team.telling.yaml')
    assert.doesNotMatch(written, /hf_text|HF_TOKEN/)
    assert.match(written, /MODE/)
    here.cluster.api.delete(services, 'telling', 'ml-team')
  })

  it('leaves files alone whose objects are as they were, and removes those of objects that are gone when asked', async () => {
    const path = join(here.folder, 'all', '22-inferenceservice.default.prod-llama.yaml')
    const before = statSync(path).mtimeMs
    here.cluster.api.delete(services, 'mistral-dev', 'default')
    const kept = await here.run(Export, '--output all')
    assert.match(kept.out, /: 0 written, \d+ unchanged, 0 removed/)
    assert.ok(existsSync(join(here.folder, 'all', '22-inferenceservice.default.mistral-dev.yaml')))
    writeFileSync(join(here.folder, 'all', 'mine.yaml'), 'kind: Mine')

    const pruned = await here.run(Export, '--output all --prune')
    assert.match(pruned.out, /: 0 written, \d+ unchanged, 1 removed/)
    assert.deepEqual(
      [files('all').includes('22-inferenceservice.default.mistral-dev.yaml'), files('all').includes('mine.yaml')],
      [false, true],
    )
    assert.equal(statSync(path).mtimeMs, before)
  })

  it('removes nothing that was not looked at', async () => {
    const before = files('all')
    const {out} = await here.run(Export, 'services -n ml-prod --output all --prune')
    assert.match(out, /: 0 written, 3 unchanged, 0 removed/)
    assert.deepEqual(files('all'), before)
    assert.equal((await here.run(Export, 'services/prod-llama --output all --prune')).code, 2)
  })

  it('removes nothing of a kind that may not be listed', async () => {
    const kube = await here.cluster.kube()
    const {OmeError} = await import('@ome/sdk/errors')
    const list: typeof kube.list = (resource, options) => {
      if (resource.plural === 'inferenceservices') throw new OmeError('denied', 'no')
      return kube.list(resource, options)
    }
    const before = files('all')
    const {code, err} = await here.run(Export, '--output all --prune', {
      kube: Object.assign(Object.create(kube), {list}),
    })
    assert.deepEqual([code, files('all')], [0, before], err)
    assert.match(err, /left out, you may not list them: inferenceservices\.ome\.io/)
  })

  it('does not write over what it did not write', async () => {
    mkdirSync(join(here.folder, 'theirs'))
    const name = '22-inferenceservice.default.prod-llama.yaml'
    writeFileSync(join(here.folder, 'theirs', name), 'precious')
    const {code, err} = await here.run(Export, 'service prod-llama --output theirs')
    assert.deepEqual([code, text(`theirs/${name}`), files('theirs')], [6, 'precious', [name]])
    assert.match(err, /^error: theirs\/22-inferenceservice\.default\.prod-llama\.yaml is there and no export made it\n/)
  })

  it('does not follow names that a list of files was given', async () => {
    mkdirSync(join(here.folder, 'odd'))
    writeFileSync(join(here.folder, 'victim.yaml'), 'x')
    const list = {schema: 'ome-export/1', files: ['../victim.yaml', '/etc/passwd', '.git']}
    writeFileSync(join(here.folder, 'odd', '.ome-export'), JSON.stringify(list))
    const {code, err} = await here.run(Export, 'services -n default --output odd --prune')
    assert.deepEqual([code, text('victim.yaml')], [0, 'x'], err)
    writeFileSync(join(here.folder, 'odd', '.ome-export'), '{')
    assert.equal((await here.run(Export, 'services --output odd')).code, 1)
  })

  for (const [words, code, message] of [
    ['', 2, /output/],
    ['services nothing --output x', 4, /services "nothing" not found/],
    ['widgets --output x', 4, /resource type "widgets"/],
    ['secrets --output x', 2, /secrets are never written in plain text/],
    ['--output all/mine.yaml', 2, /is no folder/],
  ] as const)
    it(`refuses "${words}"`, async () => {
      const {code: found, err} = await here.run(Export, words)
      assert.equal(found, code, err)
      assert.match(err, message)
      assert.equal(existsSync(join(here.folder, 'x')), false)
    })
})
