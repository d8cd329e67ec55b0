import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {ConfigKind, ConfigStore, KeptConfig} from '../domain/config-map.ts'
import {type ConfigTemplate, type OperatorTemplates, ownTemplates, toTemplate} from '../domain/template.ts'

export interface TemplatePorts {
  readonly store: ConfigStore
  readonly operator: OperatorTemplates
  note(text: string): void
}

/** All templates: those of the operator, ours in the place of what cannot be read, and those of the namespace. */
export async function listTemplates(ports: TemplatePorts, namespace: string): Promise<readonly ConfigTemplate[]> {
  const own = ownTemplates()
  const [{templates, note}, kept] = await Promise.all([
    ports.operator.read(own.map(({name}) => name)),
    ports.store.templates(namespace),
  ])
  if (note !== undefined) ports.note(note)
  const brought = own.map((each) => templates.find(({name}) => name === each.name) ?? each)
  return [...brought, ...kept.flatMap((each) => (isConfig(each) ? [toTemplate(each, 'namespace')] : []))]
}

/**
 * The template of a name: one the operator brings, else any config of the namespace. Throws `not-found` naming what is
 * near, and `usage` where it is of another kind than the one that is wanted.
 */
export async function findTemplate(
  ports: TemplatePorts,
  {namespace, name, kind}: {readonly namespace: string; readonly name: string; readonly kind?: ConfigKind},
): Promise<ConfigTemplate> {
  const found = await lookUp(ports, namespace, name)
  if (!found) {
    const near = nearest(
      name,
      (await listTemplates(ports, namespace)).map((each) => each.name),
    )
    throw new OmeError('not-found', `there is no template "${name}"`, [
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
      `list them: ome config templates list -n ${namespace}`,
    ])
  }
  if (kind === undefined || found.kind === kind) return found
  throw new OmeError('usage', `template "${name}" is for ${wordOf(found.kind)}, not for ${wordOf(kind)}`, [
    `make a map of it: ome config create-${found.kind} NAME --from ${name} -n ${namespace}`,
  ])
}

async function lookUp(ports: TemplatePorts, namespace: string, name: string): Promise<ConfigTemplate | undefined> {
  const own = ownTemplates().find((each) => each.name === name)
  if (!own) {
    const kept = await ports.store.find(namespace, name)
    return kept && isConfig(kept) ? toTemplate(kept, 'namespace') : undefined
  }
  const {templates, note} = await ports.operator.read([name])
  if (note !== undefined) ports.note(note)
  return templates[0] ?? own
}

export const isConfig = (kept: KeptConfig): kept is KeptConfig & {readonly kind: ConfigKind} => kept.kind !== undefined

const wordOf = (kind: ConfigKind): string => (kind === 'tuning' ? 'training' : 'the engine')
