import {demandClaim} from '@ome/kaito/claim-check'
import type {OperatorProfile} from '@ome/kaito/operator-profile'
import {problems} from '@ome/kaito/problems'
import {stillGoing} from '@ome/kaito/same-object'
import {chooseSecret, llmSecret} from '@ome/kaito/secret-choice'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {DeployInput} from '../domain/deploy-input.ts'
import type {DeployWorld} from '../domain/deploy-world.ts'
import {type EngineDraft, isSameEngine, ragEngineObject} from '../domain/engine-draft.ts'
import {ignoresEmbedding, usualEmbedding} from '../domain/engine-status.ts'
import {webUrl} from '../domain/inference-url.ts'
import type {Prices} from '../domain/prices.ts'
import {chooseLlm, type LlmChoice} from './choose-llm.ts'
import {chooseMachine, type MachineChoice} from './choose-machine.ts'

/** A new engine, with what was chosen and assumed for it. Throws all that is wrong with the request at once. */
export async function planDeploy(world: DeployWorld, prices: Prices, input: DeployInput): Promise<Plan> {
  const {namespace, name} = input
  if (!(await world.isServed()))
    throw new OmeError(
      'not-found',
      'the cluster has no RAG engines: the ragengine operator of KAITO is not installed',
      ['try it without a cluster: ome sandbox up --scenario tour-kaito'],
    )
  const wrong = problems()
  const [profile, existing] = await Promise.all([world.profile(), world.find(input)])
  wrong.check(() => checkName(name))
  const store = wrong.check(() => storeOf(input))
  const embedding = wrong.check(() => embeddingOf(input))
  await wrong.checked(checkClaim(world, input))
  const llm = await wrong.checked(chooseLlm(world, input))
  const secret = await wrong.checked(secretOf(world, input))
  const machine = await wrong.checked(chooseMachine(profile, prices, input))
  wrong.throwIfAny()
  if (!embedding) throw new OmeError('bug', 'an engine without an embedding was planned')
  const draft: EngineDraft = {
    namespace,
    name,
    embedding,
    ...(llm?.url === undefined
      ? {}
      : {llm: {url: llm.url, contextWindow: llm.contextWindow, ...(secret === undefined ? {} : {secret})}}),
    ...store,
    claim: input.claim,
    instanceType: machine?.instanceType,
  }
  return planOf(world, draft, {
    existing,
    notes: notesOf(input, profile, {llm, machine}),
    startsNodes: machine !== undefined,
  })
}

function planOf(
  world: DeployWorld,
  draft: EngineDraft,
  {
    existing,
    notes,
    startsNodes,
  }: {existing: Awaited<ReturnType<DeployWorld['find']>>; notes: string[]; startsNodes: boolean},
): Plan {
  const object = ragEngineObject(draft)
  const {namespace, name} = draft
  if (existing === undefined) return {changes: [world.create(object)], notes, startsNodes}
  if (existing.metadata.deletionTimestamp !== undefined) throw stillGoing('ragengine', existing)
  if (isSameEngine(object, existing))
    return {changes: [{action: 'unchanged', object: {kind: 'RAGEngine', name, namespace}}]}
  throw new OmeError('conflict', `ragengine "${name}" is there already, and is another one`, [
    `see it: ome rag status ${name} -n ${namespace}`,
    'choose another name: storage and machine of a running engine cannot be changed',
  ])
}

function checkName(name: string): void {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return
  throw new OmeError('usage', `"${name}" cannot be the name of an engine: its Service has the same`, [
    'use lower-case letters, digits and "-", at most 63, with a letter or digit at both ends',
  ])
}

function embeddingOf({embeddingUrl, embeddingModel = usualEmbedding}: DeployInput): EngineDraft['embedding'] {
  if (embeddingUrl === undefined) return {model: embeddingModel}
  webUrl('--embedding-url', embeddingUrl, 'http://embeddings.default.svc.cluster.local/embed')
  return {url: embeddingUrl}
}

function storeOf({vectorStore, vectorUrl}: DeployInput): Pick<EngineDraft, 'qdrant'> {
  if (vectorStore === 'faiss') {
    if (vectorUrl === undefined) return {}
    throw new OmeError('usage', '--vector-url is for a store of its own', ['say which: --vector-store qdrant'])
  }
  const example = 'http://qdrant.default.svc.cluster.local:6333'
  if (vectorUrl !== undefined) {
    webUrl('--vector-url', vectorUrl, example)
    return {qdrant: {url: vectorUrl}}
  }
  throw new OmeError('usage', '--vector-store qdrant needs the address of the Qdrant server', [
    `add --vector-url ${example}`,
  ])
}

async function checkClaim(world: DeployWorld, {namespace, claim}: DeployInput): Promise<void> {
  if (claim !== undefined) await demandClaim(world, namespace, claim)
}

async function secretOf(world: DeployWorld, {namespace, inferenceSecret}: DeployInput): Promise<string | undefined> {
  if (inferenceSecret === undefined) return undefined
  return chooseSecret(llmSecret, inferenceSecret, namespace, await world.secrets(namespace)).name
}

function notesOf(
  {embeddingModel, embeddingUrl, vectorStore, claim}: DeployInput,
  profile: OperatorProfile,
  {llm, machine}: {llm: LlmChoice | undefined; machine: MachineChoice | undefined},
): string[] {
  const ignored = embeddingUrl ?? (embeddingModel === usualEmbedding ? undefined : embeddingModel)
  return [
    ...profile.notes,
    ...(ignored !== undefined && ignoresEmbedding(profile)
      ? [
          `KAITO up to 0.12 embeds with ${usualEmbedding} whatever is asked for (kaito-project/kaito#2365): ${ignored} has no effect`,
        ]
      : []),
    ...(llm?.notes ?? []),
    ...(vectorStore === 'faiss' && claim === undefined
      ? ['the index is in memory and goes with the pod: --pvc CLAIM keeps it']
      : []),
    ...(machine?.notes ?? ['no machine of its own: it runs where there is room']),
    'it is ready within 10 minutes, or KAITO says why not',
  ]
}
