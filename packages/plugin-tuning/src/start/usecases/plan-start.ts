import {demandClaim} from '@ome/kaito/claim-check'
import {workspaceDraft} from '@ome/kaito/draft'
import {findInstance} from '@ome/kaito/instance-choice'
import {type ResolvedModel, resolveModel, tuningNameOf} from '@ome/kaito/model-resolution'
import {provisions} from '@ome/kaito/operator-profile'
import {problems} from '@ome/kaito/problems'
import {readEdits} from '@ome/kaito/read-edits'
import {sameAsDrafted, stillGoing} from '@ome/kaito/same-object'
import {chooseSecret, pullSecret, pushSecret} from '@ome/kaito/secret-choice'
import {type TuningMethod, tuningMethods} from '@ome/kaito/training-config'
import {sizesOf} from '@ome/kaito/training-sizes'
import {tuningMemory} from '@ome/kaito/tuning-memory'
import {workspaces} from '@ome/kinds/kaito'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Change, Plan} from '@ome/sdk/plan'
import {
  inputField,
  outputField,
  parseInput,
  parseOutput,
  type TuningInput,
  type TuningOutput,
} from '../domain/source.ts'
import type {AnswerChecks, StartWish} from '../domain/start-wish.ts'
import {startDetails, startNotes} from '../domain/start-words.ts'
import type {StartWorld} from '../domain/start-world.ts'
import {decideTrainingPlace} from '../domain/training-place.ts'
import {configOf, mapChanges} from './run-config.ts'

/** Everything a start will do; nothing is written. Throws all problems of the wish together. */
export async function planStart(world: StartWorld, wish: StartWish): Promise<Plan> {
  const found = problems()
  const method = found.check(() => methodOf(wish))
  const model = found.check(() => modelOf(wish))
  found.check(() => checkName(wish.name))
  const input = found.check(() => parseInput(wish.input))
  const output = found.check(() => parseOutput(wish.output))
  const config = method && (await found.checked(configOf(world, wish, method)))
  const secret = output && (await found.checked(pushingWith(world, wish, output)))
  if (input) await found.checked(checkPulling(world, wish, input))
  if (input) await found.checked(checkClaim(world, wish.namespace, input))
  if (output) await found.checked(checkClaim(world, wish.namespace, output))
  const memory = model?.model && method && tuningMemory(model.model, {method, ...sizesOf(config?.value)})
  const place = memory && found.check(() => decideTrainingPlace(world, wish, memory))
  const existing = await world.existing(wish.namespace, wish.name)
  found.throwIfAny()
  if (!method || !model || !input || !output || !config || !memory || !place)
    throw new OmeError('bug', 'a run without a model, a place or data was planned')
  const draft = draftOf({wish, method, model, input, output, config: config.map, secret: secret?.name, place})
  const notes = [
    ...world.profile.notes,
    ...model.notes,
    ...('urls' in input ? input.notes : []),
    ...config.notes,
    ...(secret?.note === undefined ? [] : [secret.note]),
    ...place.notes,
  ]
  const decided = {wish: {...wish, method}, model, memory, place, notes}
  return {
    changes: [...(await mapChanges(world, wish, config)), workspaceChange(draft, existing, config.text !== undefined)],
    notes: startNotes(decided),
    details: startDetails(decided),
    startsNodes: provisions(world.profile),
  }
}

/** What of a wish can be judged as it is typed. */
export const answerChecks = ({profile}: Pick<StartWorld, 'profile'>): AnswerChecks => ({
  model: (model) => void modelOf({model}),
  method: (method) => void methodOf({method}),
  input: (typed) => void parseInput(typed),
  output: (typed) => void parseOutput(typed),
  instanceType: (typed) => void findInstance(profile, typed),
  epochs: (typed) => void readEdits('tuning', [`epochs=${typed}`]),
  batchSize: (typed) => void readEdits('tuning', [`batch-size=${typed}`]),
})

function methodOf({method}: Pick<StartWish, 'method'>): TuningMethod {
  const known = tuningMethods.find((each) => each === method.toLowerCase())
  if (known) return known
  throw new OmeError('usage', `KAITO has no tuning method "${method}"`, [`it has ${tuningMethods.join(' and ')}`])
}

function modelOf({model}: Pick<StartWish, 'model'>): ResolvedModel {
  if (model === undefined || model === '')
    throw new OmeError('usage', 'which model? --model is missing', [
      'see those that can be tuned: ome models list --tunable',
    ])
  const resolved = resolveModel(model)
  tuningNameOf(resolved)
  return resolved
}

function checkName(name: string): void {
  if (/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return
  throw new OmeError('usage', `"${name}" cannot be the name of a Workspace`, [
    'names are at most 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit',
  ])
}

async function pushingWith(world: StartWorld, {pushSecret: named, namespace}: StartWish, output: TuningOutput) {
  if ('image' in output) return chooseSecret(pushSecret(output.image), named, namespace, await world.secrets(namespace))
  if (named === undefined) return undefined
  throw new OmeError('usage', '--push-secret is for images, and the adapter goes to a claim', ['leave it out'])
}

async function checkPulling(
  world: StartWorld,
  {pullSecret: named, namespace}: StartWish,
  input: TuningInput,
): Promise<void> {
  if (named === undefined) return
  if (!('image' in input))
    throw new OmeError('usage', '--pull-secret is for images, and the data are none', ['leave it out'])
  chooseSecret(pullSecret(input.image), named, namespace, await world.secrets(namespace))
}

async function checkClaim(world: StartWorld, namespace: string, source: TuningInput | TuningOutput): Promise<void> {
  if ('claim' in source) await demandClaim(world, namespace, source.claim)
}

interface DraftQuestion {
  readonly wish: StartWish
  readonly method: TuningMethod
  readonly model: ResolvedModel
  readonly input: TuningInput
  readonly output: TuningOutput
  readonly config: string | undefined
  readonly secret: string | undefined
  readonly place: {readonly instanceType?: string; readonly matchLabels: Readonly<Record<string, string>>}
}

function draftOf({wish, method, model, input, output, config, secret, place}: DraftQuestion): KubeObject {
  const {instanceType, matchLabels} = place
  return workspaceDraft({
    name: wish.name,
    namespace: wish.namespace,
    place: {matchLabels, ...(instanceType !== undefined && {instanceType})},
    tuning: {
      preset: tuningNameOf(model),
      method,
      ...(config !== undefined && {config}),
      input: inputField(input, wish.pullSecret),
      output: outputField(output, secret),
    },
  })
}

function workspaceChange(draft: KubeObject, existing: KubeObject | undefined, needsMap: boolean): Change {
  const {name, namespace = ''} = draft.metadata
  const object = {kind: 'Workspace', name, namespace}
  if (!existing) {
    const write = {method: 'apply' as const, resource: workspaces, body: draft}
    return {action: 'create', object, ...(needsMap && {untried: true as const, seals: true as const}), write}
  }
  if (existing.metadata.deletionTimestamp !== undefined) throw stillGoing('workspace', existing)
  if (sameAsDrafted(existing, draft))
    return {action: 'unchanged', object, live: {resource: workspaces, object: existing}}
  const what = existing['tuning'] === undefined ? 'serves a model' : 'is another run'
  throw new OmeError('conflict', `workspace "${name}" in namespace "${namespace}" ${what}`, [
    'take another name',
    ...(existing['tuning'] === undefined ? [] : [`or end it first: ome tune cancel ${name} -n ${namespace}`]),
  ])
}
