import {editConfig, readConfig} from '@ome/kaito/config-text'
import {configMapDraft} from '@ome/kaito/draft'
import {type TuningMethod, trainingKey, trainingProblems} from '@ome/kaito/training-config'
import {configMaps} from '@ome/kinds/kubernetes'
import {OmeError} from '@ome/sdk/errors'
import type {Change} from '@ome/sdk/plan'
import type {StartWish} from '../domain/start-wish.ts'
import type {StartWorld} from '../domain/start-world.ts'
import {editsOf, hasOwnMap, ownMapName} from '../domain/training-settings.ts'

/** The config of a run: the map it names, and what stands in it. */
export interface RunConfig {
  /** Absent: KAITO takes the template of the method. */
  readonly map?: string
  /** Of a map that is made for the run. */
  readonly text?: string
  readonly value: unknown
  readonly notes: readonly string[]
}

/** Decides the config. Throws `not-found` for a map that is not there, `usage` for one that the run cannot take. */
export async function configOf(world: StartWorld, wish: StartWish, method: TuningMethod): Promise<RunConfig> {
  if (world.isOffline && wish.config !== undefined) return unread(wish, wish.config)
  const base = await baseOf(world, wish, method)
  const source = wish.config === undefined ? `template of ${method}` : `ConfigMap ${wish.config}`
  const before = await readConfig(base.text, source)
  if (!hasOwnMap(wish)) {
    refuseBroken(before, method, wish)
    return {...(wish.config !== undefined && {map: wish.config}), value: before, notes: []}
  }
  const text = await editConfig(base.text, editsOf(wish, before), source)
  const value = await readConfig(text, source)
  refuseBroken(value, method, wish)
  const made = `${ownMapName(wish)} is made of the ${source} for this run`
  return {map: ownMapName(wish), text, value, notes: [...base.notes, made]}
}

/** Without a cluster a map that is named is not looked into. */
function unread(wish: StartWish, map: string): RunConfig {
  if (hasOwnMap(wish))
    throw new OmeError('usage', `--offline cannot read ConfigMap "${map}", which the run's own map would be made of`, [
      'leave out --config, or --offline',
    ])
  return {map, value: {}, notes: [`ConfigMap "${map}" is not looked into: --offline asks no cluster`]}
}

async function baseOf(
  world: StartWorld,
  {config, namespace}: StartWish,
  method: TuningMethod,
): Promise<{readonly text: string; readonly notes: readonly string[]}> {
  if (config === undefined) {
    const {text, note} = await world.template(method)
    return {text, notes: note === undefined ? [] : [note]}
  }
  const text = await world.config(namespace, config)
  const create = `make one: ome config create-tuning ${config} --method ${method} -n ${namespace}`
  if (text === undefined)
    throw new OmeError('not-found', `ConfigMap "${config}" not found in namespace "${namespace}"`, [create])
  if (text === null)
    throw new OmeError('usage', `ConfigMap "${config}" has no ${trainingKey}`, [
      `make another: ome config create-tuning ${config}-tuning --method ${method} -n ${namespace}`,
    ])
  return {text, notes: []}
}

function refuseBroken(value: unknown, method: TuningMethod, {config, namespace}: StartWish): void {
  const broken = trainingProblems(value, method)
  if (broken.length === 0) return
  const where = config === undefined ? '' : `ConfigMap "${config}": `
  throw new OmeError('usage', broken.map(({message}) => `${where}${message}`).join('\n  '), [
    ...(config === undefined
      ? []
      : [`see all of it: ome config validate ${config} --method ${method} -n ${namespace}`]),
  ])
}

/** The run's own map; one of that name that says something else is somebody's. */
export async function mapChanges(
  world: StartWorld,
  wish: StartWish,
  {map, text}: RunConfig,
): Promise<readonly Change[]> {
  if (map === undefined || text === undefined) return []
  const {namespace} = wish
  const body = configMapDraft({name: map, namespace}, {[trainingKey]: text})
  const object = {kind: 'ConfigMap', name: map, namespace}
  const there = await world.existingMap(namespace, map)
  if (!there) return [{action: 'create', object, write: {method: 'apply', resource: configMaps, body}}]
  if (there['data']?.[trainingKey] === text) return [{action: 'unchanged', object}]
  throw new OmeError('conflict', `ConfigMap "${map}" exists in namespace "${namespace}" with other settings`, [
    `take it as it is: --config ${map}`,
    'or take another name for the run',
  ])
}
