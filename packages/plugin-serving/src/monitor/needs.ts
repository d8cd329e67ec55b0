import type {Need} from '@ome/sdk/need'
import {readsAllKaito, readsKaito} from '../kaito-observe/needs.ts'

const cluster = {scope: 'cluster', optional: true} as const

/** What the resources of pods are read from. */
export const monitors: readonly Need[] = [
  ...readsKaito,
  ...readsAllKaito,
  {
    scope: 'namespace',
    apiGroups: ['metrics.k8s.io'],
    resources: ['pods'],
    verbs: ['list'],
    optional: true,
    why: 'tells their CPU and memory',
  },
  {
    scope: 'namespace',
    apiGroups: [''],
    resources: ['pods/proxy'],
    verbs: ['get'],
    optional: true,
    why: 'asks them how busy they are',
  },
  {
    ...cluster,
    apiGroups: ['metrics.k8s.io'],
    resources: ['pods'],
    verbs: ['list'],
    why: 'with --all, tells CPU and memory',
  },
  {...cluster, apiGroups: [''], resources: ['pods/proxy'], verbs: ['get'], why: 'with --all, asks how busy they are'},
  {...cluster, apiGroups: [''], resources: ['services'], verbs: ['list'], why: 'looks for a Prometheus'},
  {...cluster, apiGroups: [''], resources: ['services/proxy'], verbs: ['get'], why: 'asks it about GPUs and volumes'},
]
