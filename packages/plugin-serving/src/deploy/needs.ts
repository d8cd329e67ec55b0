import type {Need} from '@ome/sdk/need'
import {changesKaito, deploysKaito, rollsKaito, scalesKaito} from '../kaito-change/needs.ts'
import * as shared from '../needs.ts'
import {readCanary, recordHistory, startCanary} from '../rollout/needs.ts'

const services = {apiGroups: ['ome.io'], resources: ['inferenceservices'], scope: 'namespace'} as const

const quotas: Need = {
  apiGroups: [''],
  resources: ['resourcequotas'],
  verbs: ['list'],
  scope: 'namespace',
  optional: true,
  why: 'says whether the namespace may have so many GPUs',
}

export const deploy: readonly Need[] = [
  ...deploysKaito,
  ...shared.inWay('ome', shared.deploy),
  {...services, verbs: ['list'], optional: true, why: 'with --batch, finds those that are there'},
  ...startCanary,
  ...recordHistory,
]

const keda: Need = {
  apiGroups: ['keda.sh'],
  resources: ['scaledobjects'],
  verbs: ['patch'],
  scope: 'namespace',
  optional: true,
  why: 'holds KEDA where that scales it',
}

export const scale: readonly Need[] = [...scalesKaito, ...shared.inWay('ome', shared.scale), keda, ...recordHistory]
export const updates: readonly Need[] = [
  ...changesKaito,
  rollsKaito,
  ...shared.inWay('ome', shared.updates),
  quotas,
  ...readCanary,
  ...recordHistory,
]

export const autoscale: readonly Need[] = [
  ...shared.readService,
  {...services, verbs: ['patch'], why: 'tells OME what the replicas follow'},
  {
    apiGroups: ['autoscaling'],
    resources: ['horizontalpodautoscalers'],
    verbs: ['list'],
    scope: 'namespace',
    optional: true,
    why: 'finds autoscalers of others for the same pods',
  },
  {
    apiGroups: [''],
    resources: ['services'],
    verbs: ['list'],
    scope: 'cluster',
    optional: true,
    why: 'looks for a Prometheus',
  },
  {
    apiGroups: [''],
    resources: ['services/proxy'],
    verbs: ['get'],
    scope: 'cluster',
    optional: true,
    why: 'asks it whether it is one',
  },
  ...recordHistory,
  ...shared.followService,
]
