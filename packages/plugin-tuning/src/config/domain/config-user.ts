import {type TuningMethod, templateOf, tuningMethods} from '@ome/kaito/training-config'
import type {ConfigKind} from './config-map.ts'

/** A Workspace or InferenceSet, as far as its config goes. */
export interface ConfigUser {
  readonly noun: 'workspace' | 'inferenceset'
  readonly name: string
  readonly task: ConfigKind
  readonly config?: string
  readonly method?: string
}

/** Tells who uses configs; undefined for a person who may not look. */
export interface ConfigUsers {
  list(namespace: string): Promise<readonly ConfigUser[] | undefined>
}

/** Those that read a map, also by leaving the choice to KAITO, which takes the method's template then. */
export const usersOf = (name: string, users: readonly ConfigUser[]): readonly ConfigUser[] =>
  users.filter(({config, task, method}) => (config ?? templateFor(task, method)) === name)

const templateFor = (task: ConfigKind, method: string | undefined): string | undefined => {
  const known = tuningMethods.find((one: TuningMethod) => one === method)
  return task === 'tuning' && known ? templateOf(known) : undefined
}

/** When a user sees what changed in its map. Source: KAITO v0.12 `workspace_controller.go` watches no ConfigMaps. */
export function whenSeen({noun, name, task}: ConfigUser, namespace: string): string {
  if (task === 'tuning') return `${noun}/${name} read it when its run began: only a new run sees the change`
  return `${noun}/${name} sees it when its pods start again: ome update ${noun} ${name} --restart -n ${namespace}`
}
