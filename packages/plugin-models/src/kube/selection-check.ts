import {autoSelection} from '@ome/inference-model/auto-selection'
import {inferenceServices} from '@ome/kinds/ome'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {SelectionCheck, ServerAnswer} from '../domain/suggestion.ts'

/**
 * Asks the server's own admission which runtime it would select: an InferenceService without a runtime is created as a
 * dry run, and the webhook names its choice in a warning.
 */
export const selectionCheck = (kube: KubeClient): SelectionCheck => ({
  async ask(model, namespace, runtime) {
    try {
      const options = {namespace, dryRun: true, toldWarnings: autoSelection}
      await kube.create(inferenceServices, probe(model, namespace, runtime), options)
    } catch (error) {
      return refused(error)
    }
    const chosen = kube.warnings
      .map((warning) => autoSelection.exec(warning))
      .find((match) => match?.[2] === model.name)
    return chosen?.[1] === undefined ? {answer: 'silent'} : {answer: 'selects', runtime: chosen[1]}
  },
})

function refused(error: unknown): ServerAnswer {
  if (!isOmeError(error)) throw error
  const lacksRight = error.kind === 'denied' && !error.message.includes('admission webhook')
  if (lacksRight) return {answer: 'not-asked', reason: error.message}
  if (error.kind === 'unreachable' || error.kind === 'cancelled') throw error
  return {answer: 'refuses', reason: error.message}
}

type Named = {readonly kind: string; readonly name: string}

const probe = (model: Named, namespace: string, runtime: Named | undefined): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name: 'runtime-suggestion', namespace},
  spec: {
    model: {name: model.name, kind: model.kind},
    ...(runtime && {runtime: {name: runtime.name, kind: runtime.kind}}),
    engine: {minReplicas: 1, maxReplicas: 1},
  },
})
