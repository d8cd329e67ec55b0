import assert from 'node:assert/strict'
import {type EffectScene, effectOf} from './update-effects.ts'

const running: EffectScene = {
  noun: 'workspace',
  task: 'inference',
  startedWithAdapters: false,
  startedWithConfig: false,
  isRunning: true,
}
const set: EffectScene = {...running, noun: 'inferenceset'}
const rag: EffectScene = {...running, noun: 'ragengine'}

describe('what a change does', () => {
  for (const [path, scene, expected] of [
    ['resource.instanceType', running, 'refused'],
    ['resource.labelSelector.matchLabels.apps', running, 'refused'],
    ['inference.preset.name', running, 'refused'],
    ['tuning.method', {...running, task: 'tuning'}, 'refused'],
    ['inference.adapters', running, 'needs recreate'],
    ['inference.adapters', {...running, startedWithAdapters: true}, 'takes effect'],
    ['inference.adapters[0].strength', {...running, isRunning: false}, 'takes effect'],
    ['inference.config', running, 'needs recreate'],
    ['inference.config', {...running, startedWithConfig: true}, 'takes effect'],
    ['inference.template.spec.containers', running, 'ignored'],
    ['metadata.annotations["kaito.sh/enablelb"]', running, 'ignored'],
    ['metadata.annotations["kaito.sh/runtime"]', running, 'needs recreate'],
    ['metadata.annotations["kaito.sh/performance-mode"]', running, 'needs recreate'],
    ['metadata.annotations["team"]', running, 'takes effect'],
    ['tuning.input', {...running, task: 'tuning'}, 'takes effect'],
    ['spec.replicas', set, 'takes effect'],
    ['spec.template.inference.adapters', set, 'new replicas only'],
    ['spec.template.resource.instanceType', set, 'new replicas only'],
    ['spec.template.resource.partition', set, 'refused'],
    ['metadata.annotations["scaledobject.kaito.sh/max-replicas"]', set, 'takes effect'],
    ['metadata.annotations["kaito.sh/runtime"]', set, 'new replicas only'],
    ['spec.storage.persistentVolume', rag, 'ignored'],
    ['spec.compute.instanceType', rag, 'ignored'],
    ['spec.inferenceService.url', rag, 'takes effect'],
  ] as const)
    it(`${scene.noun} ${path}: ${expected}`, () => {
      const {effect, why} = effectOf(path, scene)
      assert.equal(effect, expected)
      assert.notEqual(why, '')
    })
  it('is not told by the beginning of a word', () =>
    assert.equal(effectOf('resource.instanceTypes', running).effect, 'takes effect'))
})
