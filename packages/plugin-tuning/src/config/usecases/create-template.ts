import {editConfig, readConfig} from '@ome/kaito/config-text'
import {readEdits} from '@ome/kaito/read-edits'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {ownTemplates} from '../domain/template.ts'
import {checkMapName} from './check-map-name.ts'
import {planKeeping, refuseBroken} from './create-config.ts'
import {findTemplate, type TemplatePorts} from './find-template.ts'
import {problemsFor} from './made-for.ts'

export interface CreateTemplate {
  readonly namespace: string
  readonly name: string
  readonly from: string
  readonly settings: readonly string[]
  readonly replaces: boolean
}

/** A template of the namespace, made of another one. Throws as `createConfig` does. */
export async function createTemplate(ports: TemplatePorts, ask: CreateTemplate): Promise<Plan> {
  const {namespace, name, from, settings, replaces} = ask
  checkMapName(name)
  if (ownTemplates().some((own) => own.name === name))
    throw new OmeError('conflict', `template "${name}" is one that KAITO brings`, [
      `take another name: ome config templates create my-${name} --from ${from} -n ${namespace}`,
    ])
  const {kind, text} = await findTemplate(ports, {namespace, name: from})
  const edits = readEdits(kind, settings)
  const changed = edits.length === 0 ? text : await editConfig(text, edits, `template ${from}`)
  refuseBroken(problemsFor({kind})(await readConfig(changed, `template ${from}`)), from)
  const draft = {namespace, name, kind, text: changed, isTemplate: true}
  return await planKeeping(ports, draft, {replaces, reason: `from template ${from}`, notes: []})
}
