import {asMap, type ConfigEdit} from '@ome/kaito/config-problem'
import {editConfig, readConfig} from '@ome/kaito/config-text'
import {readEdits} from '@ome/kaito/read-edits'
import {OmeError} from '@ome/sdk/errors'
import type {FieldChange, Plan} from '@ome/sdk/plan'
import type {ConfigKind, ConfigStore} from '../domain/config-map.ts'
import {type ConfigUsers, usersOf, whenSeen} from '../domain/config-user.ts'
import {getConfig} from './get-config.ts'
import {problemsFor, warningsFor} from './made-for.ts'

export interface EditConfig {
  readonly namespace: string
  readonly name: string
  readonly kind: ConfigKind
  readonly settings: readonly string[]
}

export interface EditPorts {
  readonly store: ConfigStore
  readonly users: ConfigUsers
}

/** Values of a config set, everything else left as it stands. One wrong value, and nothing is written. */
export async function editKeptConfig({store, users}: EditPorts, ask: EditConfig): Promise<Plan> {
  const {namespace, name, kind, settings} = ask
  const edits = readEdits(kind, settings)
  const kept = await getConfig(store, {namespace, name, kind})
  const source = `ConfigMap ${name}`
  const text = await editConfig(kept.text, edits, source)
  const [before, after] = await Promise.all([readConfig(kept.text, source), readConfig(text, source)])
  const problems = problemsFor(kept)
  refuseNewProblems(problems(before), problems(after))
  const object = {kind: 'ConfigMap', name, namespace}
  const fields = edits.flatMap((edit) => changeOf(edit, before))
  if (fields.length === 0) return {changes: [{action: 'unchanged', object}]}
  return {
    changes: [{action: 'update', object, fields, write: store.change(kept, text)}],
    notes: [...warningsFor(kind, after, before), ...(await notesOn(users, name, namespace))],
  }
}

/** What is wrong already stays possible to mend bit by bit. */
function refuseNewProblems(before: readonly string[], after: readonly string[]): void {
  const added = after.filter((message) => !before.includes(message))
  if (added.length > 0) throw new OmeError('usage', added.join('\n'))
}

function changeOf({path, value}: ConfigEdit, before: unknown): readonly FieldChange[] {
  const from = path.reduce<unknown>((at, key) => asMap(at)?.[key], before)
  if (JSON.stringify(from) === JSON.stringify(value)) return []
  const shown = path.filter((key) => key !== 'training_config').join('.')
  return [{path: shown, ...(from === undefined ? {} : {from}), to: value}]
}

async function notesOn(users: ConfigUsers, name: string, namespace: string): Promise<readonly string[]> {
  const found = await users.list(namespace)
  if (!found) return ['who uses it is not known: you may not list Workspaces']
  const using = usersOf(name, found)
  if (using.length === 0) return [`nothing in namespace ${namespace} uses it`]
  return using.map((user) => whenSeen(user, namespace))
}
