import {configMaps} from '../../controllers/resources.ts'
import {selectorProblems, typeProblems} from './machine-rules.ts'
import {immutable, invalidValue, isSame, missing, type Problem, type Review, type Rule, wrong} from './problem.ts'

const guardrailsKey = 'guardrails.yaml'
const guardrailsDefault = 'ragengine-guardrails-policy-template'

/** A RAGEngine, new or changed. Source: KAITO v0.12 `api/v1beta1/ragengine_validation.go`. */
export const ragRules: Rule = (review) => {
  const {object, old, operator} = review
  const {compute, embedding, inferenceService} = object.spec ?? {}
  return [
    ...(compute
      ? [
          ...typeProblems(compute.instanceType, operator.cloud, false, 'spec.compute.instanceType'),
          ...selectorProblems(compute.labelSelector, 'spec.compute.labelSelector'),
        ]
      : []),
    ...embeddingProblems(embedding),
    ...serviceProblems(inferenceService),
    ...guardrailsProblems(review),
    ...(old ? computeChanges(compute, old.spec?.compute) : []),
  ]
}

interface Embedding {
  readonly local?: {readonly image?: string; readonly modelID?: string}
  readonly remote?: {readonly url?: string}
}

function embeddingProblems(embedding: Embedding | undefined): Problem[] {
  if (!embedding) return [missing('spec.embedding')]
  const {local, remote} = embedding
  if (!local && !remote)
    return [wrong('expected exactly one, got neither', 'spec.embedding.local, spec.embedding.remote')]
  if (local && remote) return [wrong('expected exactly one, got both', 'spec.embedding.local, spec.embedding.remote')]
  if (remote) return URL.canParse(remote.url ?? '') ? [] : [invalidValue(remote.url, 'spec.embedding.remote.url')]
  if (Boolean(local?.image) === Boolean(local?.modelID)) {
    return [wrong('exactly one of image and modelID must be set', 'spec.embedding.local')]
  }
  return local?.image && !/^[^\s:]+(:\d+\/[^\s:]+)?:[\w.-]+$/.test(local.image)
    ? [invalidValue(local.image, 'spec.embedding.local.image')]
    : []
}

function serviceProblems(service: {url?: string; contextWindowSize?: number} | undefined): Problem[] {
  if (!service) return []
  const path = 'spec.inferenceService'
  return [
    ...((service.contextWindowSize ?? 0) > 0
      ? []
      : [invalidValue(service.contextWindowSize, `${path}.contextWindowSize`)]),
    ...(service.url === undefined || URL.canParse(service.url) ? [] : [invalidValue(service.url, `${path}.url`)]),
  ]
}

function guardrailsProblems({api, object, operator}: Review): Problem[] {
  const {enabled, configMapRef} = object.spec?.guardrails ?? {}
  if (!enabled) return []
  const name: string = configMapRef?.name ?? guardrailsDefault
  const map = api.get(configMaps, name, configMapRef ? object.metadata.namespace : operator.namespace)
  if (!map) return [wrong(`ConfigMap '${name}' not found`, 'spec.guardrails.configMapRef')]
  return map['data']?.[guardrailsKey] === undefined
    ? [missing(`spec.guardrails.configMapRef.data.${guardrailsKey}`)]
    : []
}

function computeChanges(
  now: Record<string, unknown> | undefined,
  before: Record<string, unknown> | undefined,
): Problem[] {
  if (Boolean(now) !== Boolean(before)) return [wrong('field cannot be unset/set if it was set/unset', 'spec.compute')]
  return ['count', 'partition', 'instanceType', 'labelSelector'].flatMap((field) =>
    isSame(now?.[field], before?.[field]) ? [] : [immutable(`spec.compute.${field}`)],
  )
}
