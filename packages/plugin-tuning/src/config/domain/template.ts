import {inferenceTemplate, inferenceTemplateName} from '@ome/kaito/inference-config'
import {templateOf, trainingTemplate, tuningMethods} from '@ome/kaito/training-config'
import type {ConfigKind, KeptConfig} from './config-map.ts'

/** A config to begin from. */
export interface ConfigTemplate {
  readonly name: string
  readonly kind: ConfigKind
  /** `operator`: of the namespace KAITO runs in; `ome`: ours, where that cannot be read; `namespace`: made by people. */
  readonly source: 'operator' | 'ome' | 'namespace'
  /** Where it is kept; absent for ours. */
  readonly namespace?: string
  readonly text: string
}

/** The templates KAITO brings, in our own words. */
export const ownTemplates = (): readonly ConfigTemplate[] => [
  ...tuningMethods.map(
    (method): ConfigTemplate => ({
      name: templateOf(method),
      kind: 'tuning',
      source: 'ome',
      text: trainingTemplate(method),
    }),
  ),
  {name: inferenceTemplateName, kind: 'inference', source: 'ome', text: inferenceTemplate},
]

export const toTemplate = (
  {name, kind, namespace, text}: KeptConfig & {readonly kind: ConfigKind},
  source: 'operator' | 'namespace',
): ConfigTemplate => ({name, kind, source, namespace, text})

/** What the operator brings, read where it runs. */
export interface OperatorTemplates {
  /** Those of the names that are there. `note` says why one is missing. */
  read(names: readonly string[]): Promise<{readonly templates: readonly ConfigTemplate[]; readonly note?: string}>
}
