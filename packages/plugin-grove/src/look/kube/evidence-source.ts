import {deployments} from '@ome/kinds/kubernetes'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, ListOptions, LogOptions} from '@ome/sdk/kube'
import {partOfSet} from '../../domain/labels.ts'
import type {Answer, Area, EvidenceKind, EvidenceSource} from '../domain/evidence.ts'

const operator = 'app.kubernetes.io/name=grove-operator'

export const evidenceSource = (kube: KubeClient): EvidenceSource => ({
  server: kube.server,
  contextName: kube.contextName,
  serverVersion: () => unlessRefused(async () => (await kube.version()).gitVersion),
  async list(kind, area) {
    const {group, version, plural, isNamespaced} = kind
    return await answerOf(() => kube.list({group, version, plural, namespaced: isNamespaced}, optionsFor(kind, area)))
  },
  operatorNamespace: () =>
    unlessRefused(async () => (await kube.list(deployments, {labelSelector: operator}))[0]?.metadata.namespace),
  async log({namespace, pod, container, previous, tailLines, sinceSeconds}) {
    const options: LogOptions = {namespace, container, previous, tailLines, sinceSeconds, timestamps: true}
    try {
      let text = ''
      for await (const line of kube.logs(pod, options)) text += line.endsWith('\n') ? line : `${line}\n`
      return {text}
    } catch (error) {
      return failureOf(error)
    }
  },
})

function optionsFor({scope}: EvidenceKind, {namespace, set}: Area): ListOptions {
  if (scope === 'cluster') return {}
  return scope === 'set' ? {namespace, labelSelector: partOfSet(set)} : {namespace}
}

async function answerOf(read: () => Promise<Extract<Answer, {status: 'ok'}>['objects']>): Promise<Answer> {
  try {
    return {status: 'ok', objects: await read()}
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return {status: 'absent', message: 'not served by the cluster'}
    return failureOf(error)
  }
}

function failureOf(error: unknown): {readonly status: 'denied' | 'failed'; readonly message: string} {
  if (!isOmeError(error) || error.kind === 'cancelled' || error.kind === 'bug') throw error
  return {status: error.kind === 'denied' ? 'denied' : 'failed', message: error.message}
}

async function unlessRefused<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read()
  } catch (error) {
    failureOf(error)
    return undefined
  }
}
