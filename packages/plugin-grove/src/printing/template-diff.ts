import {at} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {diffObjects} from '@ome/sdk/object-diff'
import type {SetTemplate} from '../domain/grove-objects.ts'
import {normalTemplate} from '../domain/template-digest.ts'

export interface Titled {
  readonly title: string
  readonly template: SetTemplate
}

/** The unified difference of two templates of a set, without numbers of replicas. Empty where nothing differs. */
export function templateDiff(set: string, from: Titled, to: Titled): readonly string[] {
  const [, , ...lines] = diffObjects(set, shown(set, from.template), shown(set, to.template))
  if (lines.length === 0) return []
  return [`--- ${set} ${from.title}`, `+++ ${set} ${to.title}`, ...lines.map((line) => line.replace(secret, '$1***'))]
}

/** Tokens that people put into arguments and variables. */
const secret = /((?:^|[\s=:"'])(?:hf_|sk-|nvapi-|ghp_)|Bearer\s+)[\w-]{6,}/g

/** What the operator fills in where nobody says it. Source: Grove `internal/webhook/admission/pcs/defaulting`. */
const isFilledIn = (key: string, value: unknown): boolean =>
  (key === 'cliqueStartupType' && value === 'CliqueStartupTypeAnyOrder') ||
  (key === 'headlessServiceConfig' && at(value, 'publishNotReadyAddresses') === true)

function shown(name: string, template: SetTemplate): KubeObject {
  const {cliques, podCliqueScalingGroups, ...rest} = normalTemplate(template)
  const kept = Object.fromEntries(Object.entries(rest).filter(([key, value]) => !isFilledIn(key, value)))
  const counted = {
    ...kept,
    cliques: cliques.map(({spec: {replicas: _replicas, ...spec}, ...clique}) => ({...clique, spec})),
    ...(podCliqueScalingGroups
      ? {podCliqueScalingGroups: podCliqueScalingGroups.map(({replicas: _replicas, ...group}) => group)}
      : {}),
  }
  return {apiVersion: 'grove.io/v1alpha1', kind: 'PodCliqueSet', metadata: {name}, spec: {template: counted}}
}
