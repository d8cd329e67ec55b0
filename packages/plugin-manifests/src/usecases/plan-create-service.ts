import {at} from '@ome/capacity/fields'
import {createdService} from '@ome/inference-model/deploy/created-service'
import {type DecidingSources, decideService} from '@ome/inference-model/deploy/decide-service'
import {type DeployFlags, deployRequest} from '@ome/inference-model/deploy/deploy-flags'
import {priceDetails} from '@ome/inference-model/deploy/price'
import type {DeployPreferences, DeployRequest} from '@ome/inference-model/deploy/request'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {fill, type TemplateStore} from '../domain/template.ts'
import {findTemplate} from './templates.ts'

/** A service as the command line asks for it: from a template, or of a model. */
export interface CreateService extends DeployFlags {
  readonly template?: string | undefined
  /** What is filled in. */
  readonly values: Readonly<Record<string, string>>
  readonly model?: string | undefined
  readonly namespace: string
}

interface Sources extends DecidingSources {
  readonly stores: readonly TemplateStore[]
}

/** A service that is not there yet, decided as `deploy` decides it. */
export async function planCreateService(
  {stores, ...sources}: Sources,
  ask: CreateService,
  preferences: DeployPreferences,
): Promise<Plan> {
  const request = ask.template === undefined ? ofModel(ask) : await ofTemplate(stores, ask.template, ask)
  const {draft, notes, price} = await decideService(sources, {...request, mustBeNew: true}, preferences)
  return {
    changes: [createdService(draft)],
    notes: [...notes.model, ...notes.runtime, ...notes.accelerator, ...notes.replicas],
    ...(price && {details: priceDetails(price)}),
  }
}

function ofModel({model, values, namespace, ...flags}: CreateService): DeployRequest {
  if (model === undefined)
    throw new OmeError('usage', 'say what to create: --template NAME or --model NAME', [
      'list the templates: ome template list',
      'list the models: ome get models',
    ])
  if (Object.keys(values).length > 0)
    throw new OmeError('usage', '--param fills in a template: name it with --template')
  return deployRequest(model, namespace, flags)
}

/** The filled template is the manifest that the flags change; its runtime is of the kind it wants. */
async function ofTemplate(
  stores: readonly TemplateStore[],
  wanted: string,
  {values, namespace, name, ...flags}: CreateService,
): Promise<DeployRequest> {
  const {template} = await findTemplate(stores, wanted)
  const object = fill(template, name === undefined ? values : {...values, name})
  const base = {object, field: (path: readonly string[]) => at(object, ...path)}
  const {engine, disaggregated = false} = template.runtime ?? {}
  return {...deployRequest(undefined, namespace, flags, base), engine, pd: disaggregated}
}
