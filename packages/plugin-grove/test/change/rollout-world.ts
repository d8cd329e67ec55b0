import assert from 'node:assert/strict'
import type {ApiObject} from '@ome/sandbox/api'
import type {CommandClass, RunOptions, RunResult} from '@ome/testkit/run'
import {type GroveWorld, world} from '../world.ts'

const pods = {group: '', plural: 'pods'}
const sets = {group: 'grove.io', plural: 'podcliquesets'}
const configMaps = {group: '', plural: 'configmaps'}

export interface RolloutTestWorld extends GroveWorld {
  line(command: CommandClass, words: string, options?: RunOptions): Promise<RunResult>
  /** Tag of the image of each ready pod of a role, by index. */
  tags(role: string): readonly string[]
  set(): ApiObject
  rollout(): Readonly<Record<string, unknown>> | undefined
}

/** The tour, in which drivers look every few milliseconds. */
export async function rolloutWorld(): Promise<RolloutTestWorld> {
  const made = await world()
  const env = {OME_GROVE_POLL_INTERVAL: '5ms'}
  return {
    ...made,
    line: (command, words, options = {}) => made.pass(command, words.split(' '), {env, ...options}),
    tags: (role) =>
      made.api
        .list(pods, {namespace: 'prod', labels: {'grove.io/podclique': `my-inference-0-${role}`}})
        .map((pod) => pod['spec'].containers[0].image.split(':')[1])
        .sort(),
    set() {
      const found = made.api.get(sets, 'my-inference', 'prod')
      assert.ok(found)
      return found
    },
    rollout() {
      const text = made.api.get(configMaps, 'my-inference-ome-rollout', 'prod')?.['data']['rollout.json']
      return text === undefined ? undefined : JSON.parse(text)
    },
  }
}

export const times = (count: number, tag: string): readonly string[] => Array.from({length: count}, () => tag)

/** Nothing of a rollout is left on the set. */
export function assertFree(made: RolloutTestWorld): void {
  assert.deepEqual(made.set()['spec'].updateStrategy, {type: 'RollingRecreate'})
  assert.equal(made.set().metadata.annotations?.['ome.cli/rollout'], undefined)
}
