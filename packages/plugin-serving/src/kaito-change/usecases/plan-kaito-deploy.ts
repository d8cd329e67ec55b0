import {nameProblem} from '@ome/inference-model/deploy/service-draft'
import {checkAdapters} from '@ome/kaito/adapter-source'
import {demandClaim} from '@ome/kaito/claim-check'
import {
  annotation,
  configMapDraft,
  type InferenceDraft,
  inferenceSetDraft,
  scalerAnnotation,
  workspaceDraft,
} from '@ome/kaito/draft'
import {inferenceKey} from '@ome/kaito/inference-config'
import {defaultName, type ResolvedModel} from '@ome/kaito/model-resolution'
import {provisions} from '@ome/kaito/operator-profile'
import {problems} from '@ome/kaito/problems'
import {sameAsDrafted, stillGoing} from '@ome/kaito/same-object'
import {chooseSecret, hubToken} from '@ome/kaito/secret-choice'
import {inferenceSets, workspaces} from '@ome/kinds/kaito'
import {configMaps} from '@ome/kinds/kubernetes'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Change, Plan} from '@ome/sdk/plan'
import {checkConfig} from '../domain/config-check.ts'
import {type KaitoDeployFlags, type KaitoDeployRequest, kaitoRequest} from '../domain/deploy-request.ts'
import {type DeploymentPlace, decidePlace} from '../domain/deployment-place.ts'
import {checkGates} from '../domain/gate-check.ts'
import type {KaitoWorld, TextFiles} from '../domain/kaito-world.ts'
import {deployDetails, deployNotes} from '../domain/plan-words.ts'
import {checkRuntime} from '../domain/runtime-check.ts'
import {contextOfMap} from './check-map.ts'

export interface KaitoDeploySources {
  readonly world: KaitoWorld
  readonly files: TextFiles
  /** Reads YAML. Throws `usage` with the line. */
  readonly yaml: (text: string, source: string) => Promise<unknown>
}

export interface KaitoDeployInput {
  readonly model: string | undefined
  readonly namespace: string
  readonly flags: KaitoDeployFlags
}

interface Settings {
  readonly map: string
  /** A file's text: the map is made of it. */
  readonly text?: string
  readonly context: number | undefined
}

/** Everything that deploying with KAITO will do; nothing is written. Throws all problems of the request together. */
export async function planKaitoDeploy(sources: KaitoDeploySources, input: KaitoDeployInput): Promise<Plan> {
  const found = problems()
  const {world} = sources
  const request = kaitoRequest(input.model, input.namespace, input.flags, found)
  const model = request.model === undefined ? undefined : await found.checked(world.model(request.model))
  const name = found.check(() => nameOf(request, model)) ?? ''
  const gateNotes = found.check(() => checkGates(world.profile, request.gates)) ?? []
  if (model) found.check(() => checkRuntime(model, request.runtime))
  const settings = await found.checked(settingsOf(sources, {...request, name}, model))
  const secret = model && (await found.checked(secretFor(world, request, model)))
  const template =
    request.template === undefined ? undefined : await found.checked(templateOf(sources, request.template))
  await found.checked(claimsOf(world, request))
  const canPlace = model !== undefined || (request.model === undefined && request.template !== undefined)
  const place = canPlace
    ? found.check(() => decidePlace(world, {name, request, model, context: settings?.context}))
    : undefined
  const existing = name === '' ? undefined : await world.existing(request.noun, request.namespace, name)
  if (existing && place) found.check(() => refuseOther(existing, request, model, place))
  found.throwIfAny()
  if (!place) throw new OmeError('bug', 'a deployment without a place was planned')
  const draft = draftOf({request, name, model, place, settings, secret: secret?.name, template})
  const notes = [
    ...world.profile.notes,
    ...(model?.notes ?? []),
    ...request.notes,
    ...gateNotes,
    ...(secret?.note ? [secret.note] : []),
    ...place.notes,
  ]
  return {
    changes: changesOf(draft, existing, settings, request),
    notes: deployNotes({request, model, place, notes}),
    details: deployDetails({request, name, model, place}),
    startsNodes: provisions(world.profile),
  }
}

function nameOf({name}: KaitoDeployRequest, model: ResolvedModel | undefined): string | undefined {
  const chosen = name ?? (model && defaultName(model))
  const problem = chosen === undefined ? undefined : nameProblem(chosen)
  if (problem)
    throw new OmeError('usage', `"${chosen}" cannot be the name of a Workspace: ${problem}`, [
      'choose one: --name NAME',
    ])
  return chosen
}

async function settingsOf(
  {world, files, yaml}: KaitoDeploySources,
  {config, namespace, name}: Pick<KaitoDeployRequest, 'config' | 'namespace'> & {readonly name: string},
  model: ResolvedModel | undefined,
): Promise<Settings | undefined> {
  if (!config || !model) return undefined
  if ('file' in config) {
    const text = await files.text(config.file)
    const context = checkConfig(await yaml(text, config.file), config.file, model)
    return {map: `${name}-inference`, text, context}
  }
  if (world.isOffline) return {map: config.map, context: undefined}
  return {map: config.map, context: await contextOfMap({world, yaml}, {namespace, map: config.map, model})}
}

async function secretFor(world: KaitoWorld, {secret, namespace}: KaitoDeployRequest, model: ResolvedModel) {
  const needed = model.model?.isGated === true
  if (secret === undefined && !needed) return undefined
  if (world.isOffline && secret !== undefined) return {name: secret}
  return chooseSecret(hubToken(model.id), secret, namespace, await world.secrets(namespace))
}

async function claimsOf(world: KaitoWorld, {adapters, namespace}: KaitoDeployRequest): Promise<void> {
  for (const {from} of adapters) if ('claim' in from) await demandClaim(world, namespace, from.claim)
}

async function templateOf({files, yaml}: KaitoDeploySources, path: string): Promise<unknown> {
  const document = await yaml(await files.text(path), path)
  if (typeof document === 'object' && document !== null && 'spec' in document) return document
  throw new OmeError('usage', `"${path}" holds no pod template: a map with spec, and metadata if you like`)
}

interface DraftQuestion {
  readonly request: KaitoDeployRequest
  readonly name: string
  readonly model: ResolvedModel | undefined
  readonly place: DeploymentPlace
  readonly settings: Settings | undefined
  readonly secret: string | undefined
  readonly template: unknown
}

function draftOf({request, name, model, place, settings, secret, template}: DraftQuestion): KubeObject {
  const {namespace, labels, adapters, scaler, noun, replicas} = request
  checkAdapters(adapters)
  const inference: InferenceDraft = {
    ...(model && {preset: model.preset}),
    ...(secret !== undefined && {secret}),
    ...(settings && {config: settings.map}),
    adapters,
    ...(template !== undefined && {template}),
  }
  const {instanceType, matchLabels} = place
  const object = {
    name,
    namespace,
    labels,
    annotations: annotationsOf(request),
    place: {matchLabels, ...(instanceType !== undefined && {instanceType})},
    inference,
  }
  return noun === 'workspace' ? workspaceDraft(object) : inferenceSetDraft({...object, ...(scaler ? {} : {replicas})})
}

function annotationsOf({runtime, loadBalancer, noBenchmark, performanceMode, scaler}: KaitoDeployRequest) {
  return {
    ...(runtime && {[annotation.runtime]: runtime}),
    // Other spellings of True are ignored by KAITO.
    ...(loadBalancer && {[annotation.loadBalancer]: 'True'}),
    ...(noBenchmark && {[annotation.noBenchmark]: 'true'}),
    ...(performanceMode !== undefined && {[annotation.performanceMode]: performanceMode}),
    ...(scaler && {
      [scalerAnnotation.provision]: 'true',
      [scalerAnnotation.min]: String(scaler.min),
      [scalerAnnotation.max]: String(scaler.max),
    }),
  }
}

/** An object of that name with another model or on other machines is somebody else's. */
function refuseOther(
  existing: KubeObject,
  {noun, namespace}: KaitoDeployRequest,
  model: ResolvedModel | undefined,
  place: DeploymentPlace,
): void {
  const {name, deletionTimestamp} = existing.metadata
  if (deletionTimestamp !== undefined) throw stillGoing(noun, existing)
  const spec = noun === 'workspace' ? existing : existing['spec']?.template
  const preset: unknown = spec?.inference?.preset?.name
  const type: unknown = spec?.resource?.instanceType
  const hints = [
    'choose another name: --name NAME',
    `or delete it and deploy again: ome delete ${noun} ${name} -n ${namespace}`,
  ]
  const same = (left: unknown, right: string | undefined): boolean =>
    String(left ?? '').toLowerCase() === (right ?? '').toLowerCase()
  if (model && !same(preset, model.preset) && !same(preset, model.id))
    throw new OmeError(
      'conflict',
      `${noun} "${name}" in namespace "${namespace}" serves ${preset ?? 'another thing'}`,
      hints,
    )
  if (!same(type, place.instanceType))
    throw new OmeError(
      'conflict',
      `${noun} "${name}" in namespace "${namespace}" runs on ${type ?? 'own nodes'}`,
      hints,
    )
}

function changesOf(
  draft: KubeObject,
  existing: KubeObject | undefined,
  settings: Settings | undefined,
  request: KaitoDeployRequest,
): readonly Change[] {
  const {name, namespace = ''} = draft.metadata
  const object = {kind: draft.kind, name, namespace}
  const resource = request.noun === 'workspace' ? workspaces : inferenceSets
  const map = settings?.text === undefined ? [] : [mapChange({name: settings.map, namespace}, settings.text)]
  if (!existing)
    return [
      ...map,
      {
        action: 'create',
        object,
        ...(map.length > 0 && {untried: true as const}),
        write: {method: 'apply', resource, body: draft},
      },
    ]
  if (sameAsDrafted(existing, draft)) return [...map, {action: 'unchanged', object, live: {resource, object: existing}}]
  throw new OmeError('conflict', `${request.noun} "${name}" exists in namespace "${namespace}" with other settings`, [
    `see what a change would do: ome update ${request.noun} ${name} -n ${namespace} --set FIELD=VALUE --dry-run`,
    'or choose another name: --name NAME',
  ])
}

function mapChange(object: {readonly name: string; readonly namespace: string}, text: string): Change {
  const body = configMapDraft(object, {[inferenceKey]: text})
  return {
    action: 'create',
    object: {kind: 'ConfigMap', ...object},
    write: {method: 'apply', resource: configMaps, body},
  }
}
