import assert from 'node:assert/strict'
import {exported} from '@ome/inference-model/export'
import type {KubeObject} from '@ome/sdk/kube'
import {cluster} from '@ome/testkit/cluster'
import Apply from '../src/commands/apply.ts'
import Backup from '../src/commands/backup.ts'
import CreateService from '../src/commands/create/service.ts'
import Diff from '../src/commands/diff.ts'
import Export from '../src/commands/export.ts'
import Restore from '../src/commands/restore.ts'
import TemplateCreate from '../src/commands/template/create.ts'
import Validate from '../src/commands/validate.ts'
import {type Workspace, workspace} from './workspace.ts'

const content = ({api}: Pick<Workspace['cluster'], 'api'>): readonly KubeObject[] =>
  ['clusterbasemodels', 'clusterservingruntimes', 'inferenceservices'].flatMap((plural) =>
    api.list({group: 'ome.io', plural}).map((object) => exported(object as KubeObject, {asIs: true})),
  )

for (const scenario of ['old-ome', 'new-ome'] as const)
  describe(`manifests on ${scenario}`, () => {
    let here: Workspace
    before(async () => {
      here = await workspace({scenario})
    })
    after(() => here.stop())

    it('what was exported is valid, no difference, and unchanged when applied', async () => {
      assert.equal((await here.run(Export, 'services --output out')).code, 0)
      const valid = await here.run(Validate, '-f out')
      assert.equal(valid.code, 0, valid.out)
      const offline = await here.run(
        Validate,
        `-f out --offline --generation ${scenario === 'old-ome' ? 'v0.1' : 'v1.3'}`,
      )
      assert.equal(offline.code, 0, offline.out)
      const different = await here.run(Diff, '-f out')
      assert.deepEqual([different.code, different.out], [0, ''], different.err)
      const {out} = await here.run(Apply, '-f out')
      assert.equal(/created|configured/.test(out), false, out)
    })

    it('all that was exported is no difference, and comes back after it was deleted', async () => {
      assert.equal((await here.run(Export, '--output all')).code, 0)
      const different = await here.run(Diff, '-f all')
      assert.deepEqual([different.code, different.out], [0, ''], different.err)
      const again = await here.run(Apply, '-f all')
      assert.equal(again.code, 0, again.err)
      assert.equal(/created|configured/.test(again.out), false, again.out)

      await using empty = await cluster({install: [scenario === 'old-ome' ? 'ome-open' : 'ome-next']})
      const applied = await here.run(Apply, '-f all', {kube: empty.kube})
      assert.equal(applied.code, 0, applied.err)
    })

    it('a backup comes back', async () => {
      const {code, err} = await here.run(Backup, '--output all.tar.gz')
      assert.equal(code, 0, err)
      await using empty = await cluster({install: [scenario === 'old-ome' ? 'ome-open' : 'ome-next']})
      const restored = await here.run(Restore, '--from all.tar.gz --yes', {kube: empty.kube})
      assert.equal(restored.code, 0, restored.err)
      assert.deepEqual(content(empty), content(here.cluster))
    })

    it('what was deleted comes back in the same cluster, as it was', async () => {
      const {api, advance} = here.cluster
      assert.equal((await here.run(Export, '--output same --as-is')).code, 0)
      const before = content(here.cluster)
      for (const plural of ['inferenceservices', 'clusterbasemodels', 'clusterservingruntimes'])
        for (const {metadata} of api.list({group: 'ome.io', plural}))
          api.delete({group: 'ome.io', plural}, metadata.name, metadata.namespace)
      await advance(60_000)
      assert.deepEqual(content(here.cluster), [])
      const {code, err} = await here.run(Apply, '-f same')
      assert.equal(code, 0, err)
      assert.deepEqual(content(here.cluster), before)
      await advance(180_000)
    })

    it('a service becomes a template, and that a service', async () => {
      assert.equal((await here.run(TemplateCreate, 'mine --from service/chat')).code, 0)
      const made = await here.run(CreateService, 'copy --template mine')
      assert.equal(made.code, 0, made.err)
      const plain = await here.run(CreateService, 'plain-copy --model mistral-7b --dry-run')
      assert.equal(plain.code, 0, plain.err)
    })
  })
