import {editConfig, readConfig} from '@ome/kaito/config-text'
import {inferenceTemplateName} from '@ome/kaito/inference-config'
import {readEdits} from '@ome/kaito/read-edits'
import {methodOf, type TuningMethod, templateOf} from '@ome/kaito/training-config'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {type ConfigDraft, type ConfigKind, dataKey} from '../domain/config-map.ts'
import {checkMapName} from './check-map-name.ts'
import {findTemplate, type TemplatePorts} from './find-template.ts'
import {problemsFor, warningsFor} from './made-for.ts'

export interface CreateConfig {
  readonly namespace: string
  readonly name: string
  readonly kind: ConfigKind
  readonly method?: TuningMethod | undefined
  /** Name of a template; the one of the method, or of the engine, when not given. */
  readonly from?: string | undefined
  readonly settings: readonly string[]
  /** Remembered as an annotation. */
  readonly model?: string | undefined
  readonly notes?: readonly string[]
  readonly replaces: boolean
}

/** A new config: the text of a template with the settings of the line. Throws `conflict` for a name that is taken. */
export async function createConfig(ports: TemplatePorts, ask: CreateConfig): Promise<Plan> {
  const {namespace, name, kind, settings, model} = ask
  checkMapName(name)
  const edits = readEdits(kind, settings)
  const template = await findTemplate(ports, {namespace, name: ask.from ?? defaultTemplate(ask), kind})
  const text = edits.length === 0 ? template.text : await editConfig(template.text, edits, `template ${template.name}`)
  const value = await readConfig(text, `template ${template.name}`)
  const method = kind === 'tuning' ? (ask.method ?? methodOf(value)) : undefined
  refuseBroken(problemsFor({kind, method, model})(value), template.name)
  const draft: ConfigDraft = {
    namespace,
    name,
    kind,
    text,
    isTemplate: false,
    ...(model !== undefined && {model}),
    ...(method !== undefined && {method}),
  }
  return await planKeeping(ports, draft, {
    replaces: ask.replaces,
    reason: `from template ${template.name}`,
    notes: [...(ask.notes ?? []), ...warningsFor(kind, value)],
  })
}

const defaultTemplate = ({kind, method = 'qlora'}: CreateConfig): string =>
  kind === 'tuning' ? templateOf(method) : inferenceTemplateName

/** Throws one `usage` error for all that is wrong with what was made of a template. */
export function refuseBroken(problems: readonly string[], template: string): void {
  if (problems.length === 0) return
  throw new OmeError('usage', problems.join('\n'), [
    `see what the template sets: ome config templates show ${template}`,
  ])
}

export interface Keeping {
  readonly replaces: boolean
  readonly reason: string
  readonly notes: readonly string[]
}

/** Keeps a draft under its name: new, unchanged where the same is there, a conflict where something else is. */
export async function planKeeping(
  {store}: Pick<TemplatePorts, 'store'>,
  draft: ConfigDraft,
  {replaces, reason, notes}: Keeping,
): Promise<Plan> {
  const {namespace, name, kind, text} = draft
  const object = {kind: 'ConfigMap', name, namespace}
  const there = await store.find(namespace, name)
  if (!there) return {changes: [{action: 'create', object, reason, write: store.keep(draft, false)}], notes}
  const isSame =
    there.kind === kind && there.text === text && there.model === draft.model && there.method === draft.method
  if (isSame && there.isTemplate === draft.isTemplate) return {changes: [{action: 'unchanged', object}], notes}
  if (!replaces)
    throw new OmeError('conflict', `ConfigMap "${name}" exists in namespace "${namespace}"`, [
      ...(there.kind === undefined ? [] : [`look at it: ome config show-${there.kind} ${name} -n ${namespace}`]),
      'take another name, or add --replace',
    ])
  const fields = [{path: `data["${dataKey[kind]}"]`, from: 'another text', to: reason}]
  return {
    changes: [{action: 'update', object, reason, fields, write: store.keep(draft, true)}],
    notes,
    asks: `Replace ConfigMap ${name}?`,
  }
}
