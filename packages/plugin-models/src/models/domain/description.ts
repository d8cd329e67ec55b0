import {hubIdIn} from '@ome/inference-model/hub/hub'
import {type DownloadRow, downloadRows} from '../../domain/download.ts'
import {fittingRuntimes, type SuggestedRuntime} from '../../domain/suggestion.ts'
import type {Around, Subject} from './subject.ts'

/** Everything there is to say about one model. */
export interface ModelDescription {
  readonly subject: Subject
  readonly namespace: string
  /** Per node; empty for a model of the hub. */
  readonly nodes: readonly DownloadRow[]
  /** Runtimes that take it; absent without a cluster, or while its format is not known. */
  readonly runtimes?: readonly SuggestedRuntime[]
  /** Models of the cluster with the same files, for a model of the hub. */
  readonly importedAs: readonly string[]
}

export function describeSubject(subject: Subject, around: Around, namespace: string): ModelDescription {
  const {metadata, model, hub} = subject
  const machines = around?.nodes && around.used ? {nodes: around.nodes, used: around.used} : undefined
  const known = metadata.format.name !== '' && metadata.architecture !== undefined
  const id = model ? undefined : hub?.id
  return {
    subject,
    namespace,
    nodes: model ? downloadRows(model) : [],
    ...(around && known && {runtimes: fittingRuntimes(metadata, namespace, {runtimes: around.runtimes, machines})}),
    importedAs: (around?.models ?? [])
      .filter(({storage}) => id !== undefined && hubIdIn(storage.uri) === id)
      .map(({name}) => name),
  }
}
